"""The audit trail: an entry in the transaction of the change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest

from shared.audit import service as audit
from shared.kit import db

ACTOR = audit.Actor("reporter@so-noi-vu", "tests", "so-noi-vu", "request-1")
AT = dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC)


async def _record(session: db.Session, actor: audit.Actor = ACTOR) -> None:
    await audit.record(
        session,
        actor,
        action="thing.change",
        entity_kind="thing",
        entity_id=5,
        occurred_at=AT,
        before={"điểm": Decimal("1.50")},
        after={"điểm": Decimal(2), "note": None},
    )


async def test_who_what_when_and_both_sides_of_the_change(database: db.Database) -> None:
    async with database.transaction() as session:
        await _record(session)
    row = await database.reader.row("SELECT * FROM audit_entries")
    assert row is not None
    assert (row["subject"], row["client_id"], row["organisation"], row["request_id"]) == (
        *("reporter@so-noi-vu", "tests", "so-noi-vu", "request-1"),
    )
    assert (row["action"], row["entity_kind"], row["entity_id"], row["occurred_at"]) == (
        "thing.change",
        "thing",
        "5",
        AT,
    )
    assert json.loads(row["before"]) == {"điểm": "1.50"}
    assert json.loads(row["after"]) == {"điểm": "2", "note": None}


async def test_the_person_who_acts_and_the_one_whose_authority_was_lent(database: db.Database) -> None:
    lent = dataclasses.replace(ACTOR, on_behalf_of="approver@so-noi-vu")
    async with database.transaction() as session:
        await _record(session, lent)
        await _record(session)
    rows = await database.reader.rows("SELECT subject, on_behalf_of FROM audit_entries ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        ("reporter@so-noi-vu", "approver@so-noi-vu"),
        ("reporter@so-noi-vu", None),
    ]


async def test_a_change_that_is_rolled_back_leaves_no_row(database: db.Database) -> None:
    async def fails() -> None:
        async with database.transaction() as session:
            await _record(session)
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert await database.reader.rows("SELECT FROM audit_entries") == []
