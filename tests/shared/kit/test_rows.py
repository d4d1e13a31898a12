"""Catalog rows: installed once, changed visibly, never lost."""

from __future__ import annotations

import uuid

import pytest

from shared.kit import db, rows

PLAIN = "CREATE TABLE things (id uuid PRIMARY KEY, name text, size numeric)"
VERSIONED = (
    "CREATE TABLE thing_versions (id uuid PRIMARY KEY, thing integer NOT NULL, name text, recorded_at timestamptz NOT"
    " NULL DEFAULT now(), superseded_at timestamptz NOT NULL DEFAULT 'infinity')"
)
ONE, TWO = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
async def tables(database: db.Database) -> db.Database:
    """A database with a plain and a versioned table."""
    async with database.transaction() as session:
        await db.execute(session, PLAIN)
        await db.execute(session, VERSIONED)
    return database


async def _install(database: db.Database, *things: tuple[uuid.UUID, str | None, str]) -> int:
    async with database.transaction() as session:
        return await rows.install(session, "things", [{"id": i, "name": n, "size": s} for i, n, s in things])


async def _versions(database: db.Database, *things: tuple[int, str | None]) -> int:
    async with database.transaction() as session:
        return await rows.install_versions(session, "thing_versions", [{"thing": t, "name": n} for t, n in things])


async def test_the_second_time_changes_nothing(tables: db.Database) -> None:
    things = ((ONE, "một", "1.50"), (TWO, None, "2"))
    assert await _install(tables, *things) == 2
    before = await tables.reader.rows("SELECT xmin::text, * FROM things ORDER BY name")
    assert await _install(tables, *things) == 0
    assert await tables.reader.rows("SELECT xmin::text, * FROM things ORDER BY name") == before


async def test_only_what_differs_is_changed(tables: db.Database) -> None:
    await _install(tables, (ONE, "một", "1"), (TWO, None, "2"))
    assert await _install(tables, (ONE, "một", "1"), (TWO, "hai", "2")) == 1
    assert await tables.reader.row("SELECT name FROM things WHERE id = $1", TWO) == {"name": "hai"}


async def test_nothing_to_install(tables: db.Database) -> None:
    assert await _install(tables) == await _versions(tables) == 0


async def test_the_same_version_stays(tables: db.Database) -> None:
    assert await _versions(tables, (1, "một"), (2, None)) == 2
    assert await _versions(tables, (2, None), (1, "một")) == 0
    assert len(await tables.reader.rows("SELECT FROM thing_versions")) == 2


async def test_a_changed_version_closes_the_old_one_and_keeps_it(tables: db.Database) -> None:
    await _versions(tables, (1, "một"), (2, "hai"))
    assert await _versions(tables, (1, "mốt"), (2, "hai")) == 2  # one closed, one written
    found = await tables.reader.rows(
        "SELECT name, superseded_at = 'infinity' AS current, recorded_at FROM thing_versions WHERE thing = 1 ORDER BY 2"
    )
    assert [(row["name"], row["current"]) for row in found] == [("một", False), ("mốt", True)]
    known_then = await tables.reader.rows(
        "SELECT name FROM thing_versions WHERE thing = 1 AND recorded_at <= $1 AND $1 < superseded_at",
        found[0]["recorded_at"],
    )
    assert known_then == [{"name": "một"}]


async def test_what_is_no_longer_said_is_closed(tables: db.Database) -> None:
    await _versions(tables, (1, "một"), (2, "hai"))
    assert await _versions(tables, (1, "một")) == 1
    current = await tables.reader.rows("SELECT thing FROM thing_versions WHERE superseded_at = 'infinity'")
    assert current == [{"thing": 1}]


async def _complete(database: db.Database, *things: dict[str, object]) -> int:
    async with database.transaction() as session:
        return await rows.install_complete(session, "things", things, name="t.name")


async def test_a_row_that_is_missing_is_named_and_nothing_is_changed(tables: db.Database) -> None:
    await _install(tables, (ONE, "một", "1"), (TWO, "hai", "2"))
    with pytest.raises(rows.CatalogLost, match="things that the database holds: hai") as lost:
        await _complete(tables, {"id": ONE, "name": "mốt", "size": "1"})
    assert (lost.value.table, lost.value.keys) == ("things", ("hai",))
    assert [row["name"] for row in await tables.reader.rows("SELECT name FROM things ORDER BY size")] == ["một", "hai"]


async def _closing(database: db.Database, *names: str) -> int:
    async with database.transaction() as session:
        given = [{"id": names.index(name) + 1, "name": name} for name in names]
        listed = [{"thing": row["id"], "name": row["name"], "id": uuid.uuid5(ONE, str(row["name"]))} for row in given]
        return await rows.install_closing(session, "thing_versions", listed, of="t.name <> 'của người khác'")


async def test_what_is_not_stated_is_closed_once_and_opened_again(tables: db.Database) -> None:
    current = "SELECT name FROM thing_versions WHERE superseded_at = 'infinity' ORDER BY name"
    assert await _closing(tables, "một", "hai") == 2
    assert await _closing(tables, "một") == 1
    closed = await tables.reader.rows("SELECT superseded_at FROM thing_versions WHERE name = 'hai'")
    assert await _closing(tables, "một") == 0
    assert await tables.reader.rows("SELECT superseded_at FROM thing_versions WHERE name = 'hai'") == closed
    assert await _closing(tables, "một", "hai") == 1
    assert [row["name"] for row in await tables.reader.rows(current)] == ["hai", "một"]


async def test_rows_of_somebody_else_are_not_closed(tables: db.Database) -> None:
    assert await _closing(tables, "một", "của người khác") == 2
    assert await _closing(tables, "một") == 0


def test_the_id_of_a_content_is_that_of_its_values() -> None:
    one = rows.content_id("source", {"a": 1, "b": None})
    assert one == rows.content_id("source", {"b": None, "a": 1})
    assert one != rows.content_id("source", {"a": 1, "b": ""})
    assert one != rows.content_id("other", {"a": 1, "b": None})
