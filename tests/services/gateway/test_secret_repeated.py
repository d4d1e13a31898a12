"""A service account made or rotated twice by one Idempotency-Key: the repetition holds no secret and says why."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.services.gateway import contract
from tests.services.gateway.conftest import Gate

PATH = "/v1/service-accounts"
LGSP = {"name": "LGSP", "organisation": "so-noi-vu", "scopes": ["targets:read"]}


async def _post(gate: Gate, path: str, body: dict[str, Any], key: str = "k") -> Any:
    return await gate.post("admin", path, body, idempotency_key=key)


@pytest.mark.parametrize("operation", ["create_service_account", "rotate_service_account_secret"])
async def test_the_secret_is_in_the_first_answer_only(gate: Gate, operation: str) -> None:
    path, body = PATH, dict(LGSP)
    if operation != "create_service_account":
        made = (await _post(gate, PATH, LGSP, "the account")).json()
        path, body = f"{PATH}/{made['id']}/secrets", {}
    first, again = [await _post(gate, path, body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201), again.text
    secret = first.json()["client_secret"]
    assert first.json()["client_secret_notice"] is None
    said = again.json()
    assert (said["client_secret"], said["client_secret_notice"]["code"]) == (None, "already_shown")
    assert {**said, "client_secret": 0, "client_secret_notice": 0} == {
        **first.json(),
        "client_secret": 0,
        "client_secret_notice": 0,
    }
    assert secret not in again.text
    assert again.headers["cache-control"] == "no-store"
    contract.check(said, contract.schema_of("create_service_account", 201))
    kept = await gate.database.reader.rows("SELECT encode(body, 'escape') AS body, headers::text FROM kept_answers")
    assert kept
    assert not [row for row in kept if secret in row["body"] + row["headers"]]
    assert (await gate.get("admin", f"{PATH}?total=true")).json()["total"] == 1


async def test_ten_at_once_make_one_account(gate: Gate) -> None:
    answers = await asyncio.gather(*(_post(gate, PATH, LGSP) for _ in range(10)))
    assert set(Counter(answer.status_code for answer in answers)) <= {201, 409, 503}
    shown = [answer.json()["client_secret"] for answer in answers if answer.status_code == 201]
    assert sum(secret is not None for secret in shown) == 1
    assert (await gate.get("admin", f"{PATH}?total=true")).json()["total"] == 1
