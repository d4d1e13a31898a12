"""`Idempotency-Key`: one effect, one answer, whoever repeats; refusals and rollbacks leave nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import event

from shared.kit import callers, db, kept_answers
from tests.shared.kit import keyed
from tests.shared.kit.keyed import Stage


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """The application with its one table of effects."""
    async with keyed.stage(database_url) as made:
        yield made


def same(first: httpx.Response, second: httpx.Response) -> bool:
    """Status, body and the headers that belong to an answer, and the second one says that it is a repetition."""
    names = ("content-type", "location", "etag")
    assert [first.headers.get(name) for name in names] == [second.headers.get(name) for name in names]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert "idempotency-replayed" not in first.headers
    return bool(second.headers.get("idempotency-replayed") == "true")


async def test_the_same_request_is_done_once_and_answered_alike(stage: Stage) -> None:
    first, *others = [await stage.send() for _ in range(3)]
    assert first.status_code == 201
    assert first.headers["location"] == f"/v1/things/{first.json()['id']}"
    assert all(same(first, other) for other in others)
    assert await stage.rows() == 1


async def test_what_belongs_to_the_single_request_is_not_repeated(stage: Stage) -> None:
    first, second = await stage.send(), await stage.send()
    assert "x-mine" in first.headers
    assert "x-mine" not in second.headers
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize("said", [b'{"name":"a","n":[1,{"x":2,"y":"\xc3\xa1"}]}', b'{"name": "b", "n": 1.50}'])
async def test_another_spelling_is_the_same_request(stage: Stage, said: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    spelt = said.replace(b'"name"', b' "na\\u006de" ').replace(b"\xc3\xa1", b"a\\u0301")
    assert spelt != said
    first = await stage.send(content=said, headers=headers)
    assert same(first, await stage.send(content=spelt, headers=headers))


async def test_the_order_of_keys_does_not_count_the_order_of_a_list_does(stage: Stage) -> None:
    first = await stage.send(json={"name": "a", "x": {"b": 1, "c": 2}, "l": [1, 2]})
    assert same(first, await stage.send(json={"l": [1, 2], "x": {"c": 2, "b": 1}, "name": "a"}))
    assert (await stage.send(json={"name": "a", "x": {"b": 1, "c": 2}, "l": [2, 1]})).status_code == 422


JSON = {"Content-Type": "application/json"}
OTHERWISE: dict[str, dict[str, Any]] = {
    "another body": {"json": {"name": "b"}},
    "a field more": {"json": {"name": "a", "note": None}},
    "text for a number": {"json": {"name": "a", "n": "1"}},
    "true for one": {"json": {"name": "a", "n": True}},
    "a fraction for a whole number": {"content": b'{"name": "a", "n": 1.0}', "headers": JSON},
    "an object for a list of pairs": {"json": {"name": "a", "n": {"x": 1}}},
    "another operation": {"path": "/v1/others"},
    "another method": {"method": "PATCH"},
    "another precondition": {"headers": {"If-Match": '"7"'}},
}


@pytest.mark.parametrize("kind", OTHERWISE)
async def test_another_request_under_the_same_key_is_422(stage: Stage, kind: str) -> None:
    number: Any = [["x", 1]] if kind == "an object for a list of pairs" else 1
    said: dict[str, Any] = {"json": {"name": "a", "n": number}}
    await stage.send(**said)
    changed = OTHERWISE[kind] if "content" in OTHERWISE[kind] else said | OTHERWISE[kind]
    other = await stage.send(**changed)
    assert (other.status_code, other.json()["code"]) == (422, "key-used-otherwise")
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert await stage.rows() == 1


@pytest.mark.parametrize("other", ["two/officer/so-noi-vu", "one/another/so-noi-vu", "one/officer/so-tai-chinh"])
async def test_nobody_meets_the_answer_of_another(stage: Stage, other: str) -> None:
    first, second = await stage.send(), await stage.send(caller=other)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert (await stage.send(caller=other, json={"name": "b"})).status_code == 422


async def test_no_length_of_a_name_makes_two_owners_one(stage: Stage) -> None:
    assert (await stage.send("k", caller="a/bc/d")).status_code == 201
    second = await stage.send("k", caller="ab/c/d")
    assert "idempotency-replayed" not in second.headers
    assert await stage.rows() == 2


async def test_a_caller_who_may_no_longer_is_refused(stage: Stage) -> None:
    await stage.send()
    assert (await stage.send(caller="barred")).status_code == 403


async def test_a_key_without_a_caller_is_refused(stage: Stage) -> None:
    assert (await stage.send(caller="nobody")).status_code == 401
    assert await stage.rows() == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "khóa", "tab\tinside", "\x7f"])
async def test_what_is_no_key(stage: Stage, key: str) -> None:
    answer = await stage.http.post("/v1/things", json={"name": "a"}, headers=[(b"Idempotency-Key", key.encode())])
    assert (answer.status_code, answer.json()["code"]) == (422, "key-wrong")
    assert await stage.rows() == 0


@pytest.mark.parametrize("key", ["x", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "' OR 1=1 --", "a b"])
async def test_what_is_a_key(stage: Stage, key: str) -> None:
    first = await stage.send(key)
    assert same(first, await stage.send(key))


async def test_a_key_sent_twice_is_none(stage: Stage) -> None:
    headers = [(b"Idempotency-Key", b"a"), (b"Idempotency-Key", b"a")]
    answer = await stage.http.post("/v1/things", json={"name": "a"}, headers=headers)
    assert answer.json()["code"] == "key-wrong"


async def test_a_refusal_that_is_answered_and_not_raised_is_not_kept(stage: Stage) -> None:
    first, second = [await stage.send(json={"name": "answered"}) for _ in range(2)]
    assert [(one.status_code, one.content) for one in (first, second)] == [(409, b"{}")] * 2
    assert "idempotency-replayed" not in second.headers
    assert await stage.kept() == []


@pytest.mark.parametrize("name", ["refused", "broken"])
async def test_a_refusal_leaves_nothing_and_the_key_free(stage: Stage, name: str) -> None:
    statuses = [(await stage.send(json={"name": name})).status_code for _ in range(2)]
    assert statuses == ([409, 409] if name == "refused" else [500, 500])
    assert (await stage.rows(), await stage.kept()) == (0, [])
    assert (await stage.send(json={"name": "corrected"})).status_code == 201


async def test_invalid_input_leaves_the_key_free(stage: Stage) -> None:
    assert (await stage.send(content=b"[]", headers={"Content-Type": "application/json"})).status_code == 422
    assert (await stage.send()).status_code == 201


async def test_a_failing_commit_leaves_nothing(stage: Stage, database_url: str) -> None:
    connection = await asyncpg.connect(db.dsn(database_url))
    await connection.execute("CREATE TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    assert (await stage.send(json={"name": "uncommittable"})).status_code == 409
    assert (await stage.rows(), await stage.kept()) == (0, [])
    await connection.execute("ALTER TABLE late DROP CONSTRAINT late_id_key")
    await connection.close()
    assert (await stage.send(json={"name": "uncommittable"})).status_code == 201


async def test_while_one_works_the_others_are_told_to_wait(stage: Stage) -> None:
    stage.gates["g"], stage.arrived["g"] = asyncio.Event(), asyncio.Event()
    working = asyncio.create_task(stage.send(headers={"X-Gate": "g"}))
    await asyncio.wait_for(stage.arrived["g"].wait(), 60)
    for name in "ab":
        waiting = await stage.send(json={"name": name})
        assert (waiting.status_code, waiting.json()["code"]) == (409, "request-in-flight")
        assert waiting.headers["retry-after"] == "1"
    assert (await stage.send("another")).status_code == 201
    stage.gates["g"].set()
    assert same(await working, await stage.send())


async def test_twenty_at_once_are_one(stage: Stage) -> None:
    answers = await asyncio.gather(*(stage.send() for _ in range(20)))
    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) <= {201, 409, 503}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers if answer.status_code == 201) == 1
    assert await stage.rows() == 1


async def test_put_and_get_do_not_look_at_a_key(stage: Stage) -> None:
    answers = [await stage.send("k" * 999, method="PUT") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (await stage.http.get("/v1/things", headers={"Idempotency-Key": "k"})).status_code == 200
    assert (await stage.rows(), await stage.kept()) == (2, [])


async def test_a_secret_is_not_kept(stage: Stage) -> None:
    first, second = [await stage.send(path="/v1/secrets", content=b"") for _ in range(2)]
    assert first.json()["secret"] == "never-again"
    assert second.json()["secret"] is None
    assert second.json()["id"] == "sa-1"
    assert second.json()["secret_notice"]["code"] == "already_shown"
    assert second.headers["cache-control"] == first.headers["cache-control"] == "no-store"
    assert b"never-again" not in b"".join(bytes(row["body"]) for row in await stage.kept())
    assert await stage.rows() == 1


async def test_an_answer_in_pieces_cannot_be_kept(stage: Stage) -> None:
    assert (await stage.send(path="/v1/streams", content=b"")).status_code == 500
    assert await stage.rows() == 0
    assert (await stage.send(None, path="/v1/streams", content=b"")).status_code == 200


async def test_without_a_key_no_statement_is_added(stage: Stage) -> None:
    said: list[str] = []
    event.listen(stage.database._engine.sync_engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    await stage.send(None)
    assert [statement.split("(")[0].strip() for statement in said] == ["SELECT set_config", "INSERT INTO things"]
    said.clear()
    await stage.send()
    assert len(said) == 2 + 3
    said.clear()
    await stage.send()
    assert len(said) == 1 + 2


async def test_postgresql_shows_an_organisation_only_its_own_answers(stage: Stage) -> None:
    await stage.send()
    assert len(await stage.kept()) == 1
    for org, seen in (("so-noi-vu", 1), ("so-tai-chinh", 0), ("", 0)):
        reader = db.Reader(stage.database.reader._pool, json.dumps({"org": org}) if org else callers.NOBODY)
        assert len(await reader.rows("SELECT FROM kept_answers")) == seen


async def test_old_answers_are_purged_and_young_ones_are_not(stage: Stage, database_url: str) -> None:
    for key in "abc":
        await stage.send(key)
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await connection.execute(
        "UPDATE kept_answers SET kept_at = now() - interval '25 h' WHERE id IN (SELECT id FROM kept_answers LIMIT 2)"
    )
    await connection.close()
    with callers.asking(callers.SYSTEM):
        async with stage.database.transaction() as session:
            assert await kept_answers.purge(session, kept_for=dt.timedelta(hours=24)) == 2
    answers = [await stage.send(key) for key in "abc"]
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 1
    assert await stage.rows() == 5
