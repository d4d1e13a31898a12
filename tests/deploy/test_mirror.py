"""The reference client: equal after whatever happens on the way, and it says so only when it is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from services.targets_api.app import create_app
from shared.kit import db
from shared.kit.settings import ServiceSettings
from tests import clients, feeds
from tests.deploy import mirrors

SCOPES = tuple(sorted(feeds.SCOPES))


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The client's file; it does not wait between its attempts."""
    loaded = mirrors.load()
    monkeypatch.setattr(loaded.time, "sleep", lambda _: None)
    return loaded


@pytest.fixture
async def way(configured: ServiceSettings, database: db.Database) -> AsyncIterator[mirrors.Way]:
    """To the service that serves the feed."""
    async with clients.client(create_app, configured) as http:
        yield mirrors.Way(http, database)


def _token(tokens: clients.Tokens, role: str = "system", org: str = "tinh-tuyen-quang") -> Any:
    return lambda: (tokens.of(role, org, scopes=SCOPES), 300.0)


async def test_a_first_run_takes_an_export_and_goes_on_with_the_feed(
    module: ModuleType, way: mirrors.Way, database: db.Database, tokens: clients.Tokens, tmp_path: Path
) -> None:
    writer = await feeds.connect(database)
    copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
    assert await asyncio.to_thread(_caught_up, copy) > 400
    (new,) = await feeds.measure(writer)
    obligation = await feeds.movable(writer)
    await feeds.Copy(database).catch_up()
    assert await asyncio.to_thread(_caught_up, copy) == 2
    await writer.execute("DELETE FROM obligations WHERE id = $1::text::uuid", obligation)
    assert await asyncio.to_thread(_verified, copy) == []
    assert _ids(copy) >= {new}
    assert obligation not in _ids(copy)
    copy.close()
    await writer.close()


@pytest.mark.parametrize("spoil", ["UPDATE things SET data = '{}'", "DELETE FROM things", "lower"])
async def test_verifying_finds_a_row_that_differs_is_missing_is_old_or_too_much(
    module: ModuleType,
    way: mirrors.Way,
    tokens: clients.Tokens,
    tmp_path: Path,
    spoil: str,
) -> None:
    copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
    await asyncio.to_thread(_caught_up, copy)
    if spoil == "lower":
        copy.db.execute("UPDATE things SET version = version - 1 WHERE entity = 'ranking'")
        copy.db.execute("UPDATE things SET id = 'x' || id WHERE entity = 'score'")
        expected = {"old", "missing", "too many"}
    else:
        copy.db.execute(f"{spoil} WHERE entity = 'ranking'")
        expected = {"different" if spoil.startswith("UPDATE") else "missing"}
    wrong = await asyncio.to_thread(_verified, copy, 0)
    assert {said.rpartition(" ")[0].rpartition(" ")[0] for said in wrong} == expected
    copy.close()


async def test_killed_at_any_answer_it_goes_on_and_ends_equal(
    module: ModuleType, way: mirrors.Way, database: db.Database, tokens: clients.Tokens, tmp_path: Path
) -> None:
    writer, chance = await feeds.connect(database), random.Random(4)
    killed = 0

    def perhaps(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if chance.random() < 0.35:
            raise mirrors.Cut
        if chance.random() < 0.2:
            return httpx.Response(503, json={})
        return answer

    for _ in range(15):
        await feeds.measure(writer, count=150)
        way.on_answer = perhaps
        copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
        try:
            await asyncio.to_thread(copy.catch_up)
        except mirrors.Cut:
            killed += 1
        copy.close()
    assert killed > 3
    way.on_answer = lambda _, answer: answer
    copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
    assert await asyncio.to_thread(_verified, copy) == []
    copy.close()
    await writer.close()


async def test_a_refused_cursor_ends_in_an_export_and_what_left_the_rights_is_gone(
    module: ModuleType, way: mirrors.Way, tokens: clients.Tokens, tmp_path: Path
) -> None:
    wide = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
    await asyncio.to_thread(_caught_up, wide)
    wide.close()
    way.asked.clear()
    narrow = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens, "reporter", "so-noi-vu"))
    await asyncio.to_thread(_caught_up, narrow)
    assert "/v1/changes/export" in way.asked
    rows = narrow.db.execute("SELECT count(*) FROM things WHERE entity = 'obligation'").fetchone()
    assert rows == (15,)
    assert await asyncio.to_thread(_verified, narrow) == []
    narrow.close()


async def test_a_part_that_is_not_what_the_manifest_says_is_not_taken_in(
    module: ModuleType, way: mirrors.Way, tokens: clients.Tokens, tmp_path: Path
) -> None:

    def cut_short(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if "/parts/" in request.url.path:
            return httpx.Response(200, content=answer.content[:-200])
        return answer

    way.on_answer = cut_short
    copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, _token(tokens))
    with pytest.raises(module.Refused):
        await asyncio.to_thread(copy.catch_up)
    assert (copy.cursor(), _ids(copy)) == (None, set())
    copy.close()


async def test_a_token_is_renewed_before_it_expires_and_after_a_401(
    module: ModuleType, way: mirrors.Way, tokens: clients.Tokens, tmp_path: Path
) -> None:
    given: list[str] = []

    def token() -> tuple[str, float]:
        given.append("not a token" if not given else tokens.of("system", "tinh-tuyen-quang", scopes=SCOPES))
        return given[-1], 0.0 if len(given) == 2 else 300.0

    copy = mirrors.mirror(module, tmp_path / "m.sqlite", way, token)
    await asyncio.to_thread(_caught_up, copy)
    assert len(given) == 3
    copy.close()


def _caught_up(copy: Any) -> int:
    return int(copy.catch_up())


def _verified(copy: Any, patience: int = 1000) -> list[str]:
    found: list[str] = copy.verify(patience)
    return found


def _ids(copy: Any) -> set[str]:
    return {row[0] for row in copy.db.execute("SELECT id FROM things")}
