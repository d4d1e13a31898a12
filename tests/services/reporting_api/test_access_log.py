"""Who reads the content of evidence is written down before it is sent; who may not read it leaves nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from services.reporting_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients

AGENCY, OTHER = "dai-phat-thanh-truyen-hinh-tinh", "so-tai-chinh"
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PDF = b"%PDF-1.7\n% chuyen muc\n"


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The application."""
    async with clients.client(create_app, configured) as opened:
        yield opened


async def _posted(http: httpx.AsyncClient, tokens: clients.Tokens) -> str:
    metadata = {"assessment": str(OPEN), "components": ["1.7"], "title": "Chuyên mục chuyển đổi số"}
    answer = await http.post(
        "/v1/evidence",
        headers=tokens.header("reporter", AGENCY),
        files={"file": ("a.pdf", PDF)},
        data={"metadata": json.dumps(metadata)},
    )
    return str(answer.json()["id"])


async def test_who_read_the_file_and_which(
    http: httpx.AsyncClient, tokens: clients.Tokens, database: db.Database
) -> None:
    evidence = await _posted(http, tokens)
    answer = await http.get(f"/v1/evidence/{evidence}/content", headers=tokens.header("reviewer"))
    assert answer.content == PDF
    (row,) = await database.reader.rows("SELECT * FROM access_entries")
    assert (row["operation"], row["entity_kind"], row["entity_id"]) == ("get_evidence_content", "evidence", evidence)
    assert (row["subject"], row["organisation"]) == (f"reviewer@{clients.DEPARTMENT}", clients.DEPARTMENT)
    assert json.loads(row["detail"]) == {"sha256": hashlib.sha256(PDF).hexdigest()}
    assert row["request_id"] == answer.headers["x-request-id"]


async def test_what_is_refused_is_no_reading(
    http: httpx.AsyncClient, tokens: clients.Tokens, database: db.Database
) -> None:
    evidence = await _posted(http, tokens)
    theirs = await http.get(f"/v1/evidence/{evidence}/content", headers=tokens.header("reporter", OTHER))
    assert theirs.status_code == 404
    assert await database.reader.rows("SELECT FROM access_entries") == []


async def test_what_cannot_be_noted_is_not_shown(
    http: httpx.AsyncClient, tokens: clients.Tokens, database: db.Database
) -> None:
    """The reading is committed before the first byte: a commit that fails shows nothing."""
    evidence = await _posted(http, tokens)
    async with database.transaction() as session:
        await db.execute(
            session,
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$",
        )
        await db.execute(
            session,
            "CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON access_entries DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION full_disk()",
        )
    answer = await http.get(f"/v1/evidence/{evidence}/content", headers=tokens.header("reviewer"))
    assert answer.status_code == 503
    assert PDF not in answer.content
