"""`Idempotency-Key` on the product's own writes: every POST, files too, and what is refused in between."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import servers
from tests.services import world
from tests.services.world import AGENCY, OTHER, PDF, World


@pytest.fixture
async def prepared(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[World]:
    """A world of its own for every test: rows are counted."""
    async with world.world(database_url, server_urls.redis, tmp_path) as made:
        yield made


def keyed(key: str = "k") -> dict[str, str]:
    return {"Idempotency-Key": key}


async def _post(prepared: World, *, key: str = "k", org: str = AGENCY, **changes: Any) -> httpx.Response:
    """A document; `content`, `name` and `said` may differ, and the boundary always does."""
    files = {"file": (changes.get("name", "a.pdf"), changes.get("content", PDF))}
    said = changes.get("said", world.metadata())
    return await prepared.send(
        "POST", "/v1/evidence", org=org, headers=keyed(key), files=files, data={"metadata": said}
    )


async def test_a_document_sent_again_is_one_document_and_one_file(prepared: World) -> None:
    first = await _post(prepared)
    before = await prepared.state()
    for said in (world.metadata(), json.dumps(json.loads(world.metadata()), indent=2)):
        again = await _post(prepared, said=said)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotency-replayed"] == "true"
    assert await prepared.state() == before
    assert prepared.drafts() == []


@pytest.mark.parametrize(
    "changes",
    [{"content": PDF + b"more"}, {"name": "b.pdf"}, {"said": world.metadata(title="Tài liệu khác")}],
    ids=["content", "name", "metadata"],
)
async def test_another_document_under_the_key_is_refused(prepared: World, changes: dict[str, Any]) -> None:
    assert (await _post(prepared)).status_code == 201
    before = await prepared.state()
    answer = await _post(prepared, **changes)
    assert (answer.status_code, answer.json()["code"]) == (422, "key-used-otherwise")
    assert await prepared.state() == before
    assert prepared.drafts() == []


async def test_two_agencies_may_choose_the_same_key(prepared: World) -> None:
    answers = [await _post(prepared, org=org) for org in (AGENCY, OTHER)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]


async def test_a_refused_document_may_be_corrected_under_its_key(prepared: World) -> None:
    before = await prepared.state()
    assert (await _post(prepared, said=world.metadata(components=["9.99"]))).status_code == 422
    assert await prepared.state() == before
    assert (await _post(prepared)).status_code == 201


async def test_twenty_documents_at_once_are_one(prepared: World) -> None:
    before = await prepared.state()
    answers = await asyncio.gather(*(_post(prepared) for _ in range(20)))
    counted = Counter(answer.status_code for answer in answers)
    assert counted[201] >= 1
    assert set(counted) <= {201, 409, 503}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    after = await prepared.state()
    assert after["evidence"] == before["evidence"] + 1
    assert after["evidence_revisions"] == before["evidence_revisions"] + 1
    assert prepared.drafts() == []


WRITES = {
    "draft_report": ("/v1/reports", "reporter", AGENCY, world.report(AGENCY)),
    "submit_report": ("/v1/reports/{draft}/submit", "approver", OTHER, None),
    "accept_report": ("/v1/reports/{submitted}/accept", "coordinator", "so-thong-tin-va-truyen-thong", {}),
    "decide_evidence": (
        "/v1/evidence/{evidence}/decisions", "reviewer", "so-thong-tin-va-truyen-thong", {"verdict": "accept"},
    ),
    "withdraw_evidence": ("/v1/evidence/{evidence}/withdraw", "reporter", AGENCY, None),
}  # fmt: skip


@pytest.mark.parametrize("operation", WRITES)
async def test_a_retry_changes_nothing(prepared: World, operation: str) -> None:
    path, role, org, body = WRITES[operation]
    sent: dict[str, Any] = {"headers": keyed()} | ({} if body is None else {"json": body})
    first = await prepared.send("POST", path, role, org, **sent)
    assert first.status_code in (200, 201), first.text
    before = await prepared.state()
    again = await prepared.send("POST", path, role, org, **sent)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers.get("etag") == first.headers.get("etag")
    assert await prepared.state() == before


async def test_a_role_that_was_lost_is_refused_not_answered(prepared: World) -> None:
    """The same person and organisation with another role, as after a change in the register of persons."""
    assert (await _post(prepared)).status_code == 201
    lost = prepared.tokens._issuer.token(
        subject=f"reporter@{AGENCY}", client_id="tests", organisation=AGENCY, roles=["auditor"], scopes=()
    )
    headers = keyed() | {"Authorization": f"Bearer {lost}"}
    files, data = {"file": ("a.pdf", PDF)}, {"metadata": world.metadata()}
    answer = await prepared.send("POST", "/v1/evidence", None, headers=headers, files=files, data=data)
    assert (answer.status_code, answer.json()["code"]) == (403, "role-missing")
