"""A target without figures is judged by a document, by somebody who did not record it."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api import progress_answers, targets_answers, targets_bodies
from services.targets_api.app import create_app
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients

CODE = "CHUNG.02"
PATH, PROGRESS = f"/v1/targets/{CODE}/judgements", f"/v1/targets/{CODE}/progress"
OWN_DOCUMENT = {
    "slug": "ket-luan-danh-gia-2022",
    "number": "12/KL",
    "title": "Kết luận đánh giá chuyển đổi số",
    "kind": "letter",
    "issuer": "Ủy ban nhân dân tỉnh",
    "issued_on": "2022-10-20",
    "source": {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II"},
}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it writes."""
    return own_database_url


@pytest.fixture
async def reviewer(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """A reviewer of the department that holds the duty."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("reviewer"))
        yield caller


def judgement(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(targets_bodies.JUDGEMENT), **changes}


async def _standing(caller: httpx.AsyncClient, **params: str) -> tuple[Any, ...]:
    answer = await caller.get(PROGRESS, params=params)
    progress_answers.Progress.model_validate_json(answer.content)
    shown = answer.json()
    (standing,) = shown["milestones"]
    return shown["basis"], standing["status"], standing["reason"], standing["inputs"]


async def test_without_a_judgement_it_is_not_measured(reviewer: httpx.AsyncClient) -> None:
    assert await _standing(reviewer) == (None, "not_measured", "no_judgement", [])


async def test_the_latest_judgement_says_where_it_stands(reviewer: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    first = await reviewer.post(PATH, json=judgement())
    assert first.status_code == 201, first.text
    targets_answers.Judgement.model_validate(first.json())
    key = first.json()["id"]
    assert await _standing(reviewer) == ("judgement", "not_determinable", "judged_not_yet", [key])
    assert (await _standing(reviewer, as_of="2026-01-01"))[1] == "off_track"
    assert (await _standing(reviewer, as_of="2022-10-30"))[1] == "not_measured"
    asked = (await reviewer.get(PATH)).json()
    targets_answers.Judgements.model_validate(asked)
    second = await reviewer.post(PATH, json=judgement(verdict="achieved", judged_on=None))
    assert (await _standing(reviewer))[:3] == ("judgement", "achieved", "judged_achieved")
    assert [row["id"] for row in (await reviewer.get(PATH)).json()["items"]] == [second.json()["id"], key]
    both = {"as_of": asked["as_of"], "known_at": asked["known_at"]}
    assert (await reviewer.get(PATH, params=both)).json() == asked
    assert (await _standing(reviewer, **both))[3] == [key]
    # A stranger learns where it stands, and neither by what nor what was noted.
    assert (await _standing(api))[1:] == ("achieved", "judged_achieved", [])
    assert "note" not in (await api.get(PROGRESS)).json()["milestones"][0]
    assert (await api.get(PROGRESS)).json()["judgements"] == []


async def test_another_organisation_is_judged_for_itself(reviewer: httpx.AsyncClient) -> None:
    answer = await reviewer.post(PATH, json=judgement(organisation="so-noi-vu", verdict="achieved"))
    assert (answer.status_code, answer.json()["organisation"]) == (201, "so-noi-vu")
    assert (await _standing(reviewer))[1] == "not_measured"
    assert len((await reviewer.get(PROGRESS)).json()["judgements"]) == 1


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("year", "no_milestone", judgement(year=2030)),
    ("judged_on", "after_today", judgement(judged_on="2022-11-02")),
    ("organisation", "invalid", judgement(organisation="so-khong-co")),
    ("source.document", "unknown_document", judgement(source={"document": "x", "clause": "I"})),
    ("source.quote", "quote_not_found", judgement(source={**judgement()["source"], "quote": "không có câu này"})),
    ("verdict", "literal_error", judgement(verdict="maybe")),
]


@pytest.mark.parametrize(("field", "code", "body"), REFUSED)
async def test_a_judgement_that_cannot_be_is_refused_by_its_field(
    reviewer: httpx.AsyncClient, database: db.Database, field: str, code: str, body: dict[str, Any]
) -> None:
    answer = await reviewer.post(PATH, json=body)
    assert answer.status_code == 422, answer.text
    assert (field, code) in [(row["field"], row["code"]) for row in answer.json()["errors"]], answer.text
    assert await database.reader.rows("SELECT FROM target_judgements") == []


async def test_a_target_with_figures_is_not_judged(reviewer: httpx.AsyncClient) -> None:
    answer = await reviewer.post("/v1/targets/CQS.03/judgements", json=judgement())
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "is_numeric")


async def test_nobody_judges_with_a_document_of_their_own(
    reviewer: httpx.AsyncClient, configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    """Who recorded it may not use it, whatever other role they have; somebody else may."""
    subject, both = "nguyen-van-a", ["coordinator", "reviewer"]
    mine = {"Authorization": f"Bearer {tokens.named(subject, clients.DEPARTMENT, both)}"}
    recorded = await reviewer.post("/v1/legal-documents", json=OWN_DOCUMENT, headers=mine)
    assert recorded.status_code == 201, recorded.text
    body = judgement(source={"document": OWN_DOCUMENT["slug"], "clause": "1"})
    refused = await reviewer.post(PATH, json=body, headers=mine)
    assert (refused.status_code, refused.json()["code"]) == (403, "own-document"), refused.text
    assert (await reviewer.post(PATH, json=body)).status_code == 201


async def test_only_a_reviewer_of_the_coordinating_department_judges(
    reviewer: httpx.AsyncClient, tokens: clients.Tokens
) -> None:
    for role, organisation, code in (
        ("coordinator", clients.DEPARTMENT, "role-missing"),
        ("approver", "so-noi-vu", "role-missing"),
        ("reviewer", "so-noi-vu", "duty-missing"),
    ):
        answer = await reviewer.post(PATH, json=judgement(), headers=tokens.header(role, organisation))
        assert (answer.status_code, answer.json()["code"]) == (403, code), answer.text
    assert (await reviewer.post("/v1/targets/X.1/judgements", json=judgement())).status_code == 404


async def test_a_judgement_is_never_changed(reviewer: httpx.AsyncClient, database: db.Database) -> None:
    assert (await reviewer.post(PATH, json=judgement())).is_success
    for change in ("UPDATE target_judgements SET verdict = 'achieved'", "DELETE FROM target_judgements"):
        with pytest.raises(Exception, match="append-only"):
            async with database.transaction() as session:
                await db.execute(session, change)
