"""An entry's hash: made by the database, found again in Python, changed by every column."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from shared.audit import hashing, repository
from shared.kit import db

AWKWARD = {"a": 'quote " and \\ and \n', "điểm": "1.50", "n": [1, 1.0, 10**25, 1e-7, -0.0, None, True], "": {}}


def _told(**other: Any) -> dict[str, Any]:
    given = dict.fromkeys(hashing.COLUMNS, "x") | {"hash_version": "2", "occurred_at": "1.000000"}
    return given | {"before": "{}", "after": "{}"} | other


async def _entries(database: db.Database) -> db.Rows:
    return await database.reader.rows(repository.ENTRIES_AS_TEXT + " ORDER BY e.id")


async def _insert(database: db.Database, **columns: Any) -> None:
    given = {
        "occurred_at": dt.datetime(2022, 11, 1, 3, 0, 0, 120, tzinfo=dt.UTC),
        "subject": "người gửi",
        "action": "a",
        "entity_kind": "k",
        "entity_id": "1",
    } | columns
    async with database.transaction() as session:
        names = ", ".join(given)
        values = ", ".join(f"CAST(:{name} AS jsonb)" if name in ("before", "after") else f":{name}" for name in given)
        await db.execute(session, f"INSERT INTO audit_entries ({names}) VALUES ({values})", **given)


async def test_the_database_and_this_code_hash_alike(database: db.Database) -> None:
    await _insert(database)
    await _insert(database, before=json.dumps(AWKWARD), after="null", client_id="", organisation="-")
    await _insert(database, after=json.dumps([AWKWARD]), on_behalf_of="1:x,-", request_id="\u00a0\t")
    await _insert(database, occurred_at=dt.datetime(1, 1, 1, tzinfo=dt.UTC), action="đ" * 2000)
    found = await _entries(database)
    assert len(found) == 4
    assert {entry["hash_version"] for entry in found} == {"2"}
    assert [hashing.row(entry) for entry in found] == [entry["row_sha256"] for entry in found]


async def test_a_writer_cannot_bring_a_hash_of_its_own(database: db.Database) -> None:
    await _insert(database, row_sha256="mine", hash_version=1)
    (entry,) = await _entries(database)
    assert (entry["hash_version"], entry["row_sha256"]) == ("2", hashing.row(entry))


@pytest.mark.parametrize("column", hashing.COLUMNS)
def test_every_column_counts(column: str) -> None:
    before = hashing.row(_told())
    assert hashing.row(_told(**{column: "0" if column in ("id", "hash_version") else "other"})) != before
    assert hashing.row(_told(**{column: None})) != before


def test_a_border_between_two_columns_cannot_be_moved() -> None:
    assert hashing.digest(["ab", "c"]) != hashing.digest(["a", "bc"])
    assert hashing.digest(["a", None]) != hashing.digest(["a", "-"]) != hashing.digest(["a", ""])
    assert hashing.digest(["1:a,1:b"]) != hashing.digest(["a", "b"])


def _first_release() -> dict[str, Any]:
    told = _told(hash_version="1", id="5", occurred_at="1667271600.000000", on_behalf_of=None, client_id=None)
    return told | {"before": None, "after": '{"điểm": "2", "note": null}'}


def test_entries_of_the_first_release_keep_verifying() -> None:
    written = {
        "occurred_at": "2022-11-01T03:00:00+00:00",
        "client_id": None,
        "before": None,
        "after": {"điểm": "2", "note": None},
        **dict.fromkeys(("subject", "organisation", "action", "entity_kind", "entity_id", "request_id"), "x"),
    }
    canonical = json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert hashing.row(_first_release()) == hashlib.sha256(canonical).hexdigest()


@pytest.mark.parametrize("column", [name for name in hashing.COLUMNS if name not in ("id", "hash_version")])
def test_every_column_of_the_first_release_counts(column: str) -> None:
    """`id` was not hashed then; the seal over the entry names it."""
    other = '{"other": 1}' if column in ("before", "after") else "other"
    assert hashing.row(_first_release() | {column: other}) != hashing.row(_first_release())


@pytest.mark.parametrize("seconds", ["Infinity", "-Infinity", "-99999999999999.000000", "1667271600.000001", "NaN"])
def test_an_impossible_instant_of_the_first_release_is_another_hash(seconds: str) -> None:
    assert hashing.row(_first_release() | {"occurred_at": seconds}) != hashing.row(_first_release())
