"""What only PostgreSQL can promise: SQL agrees with the rules, and what was signed stays."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import product
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import DBAPIError

from shared.identity.values import Reach
from shared.kit import clock, db
from shared.reporting import repository, rules, values

YEAR = 2022
DUE = dt.date(YEAR, 6, 15)
KNOWN = values.obligation_id("ke-hoach-55-6-thang", "so-noi-vu", YEAR, "half_year")
UNKNOWN = values.obligation_id("ke-hoach-55-tong-hop-6-thang", "so-thong-tin-va-truyen-thong", YEAR, "half_year")
REACH = Reach("", wide=True)
SECOND = dt.timedelta(seconds=1)


async def _report(session: db.Session, obligation: uuid.UUID, state: str, number: int, first: dt.datetime) -> None:
    await db.execute(session, "DELETE FROM reports WHERE obligation_id = :obligation", obligation=obligation)
    await db.execute(
        session,
        "INSERT INTO reports (id, obligation_id, state, round, first_submitted_at, accepted_at) VALUES"
        " (gen_random_uuid(), :obligation, :state, :round, :first, CASE WHEN :state = 'accepted' THEN now() END)",
        obligation=obligation,
        state=state,
        round=number,
        first=None if state == "draft" and number == 1 else first,
    )


async def test_sql_tells_status_and_lateness_as_the_rules_do(database: db.Database) -> None:
    due_at = clock.start_of(DUE)
    moments = [due_at - SECOND, due_at, due_at + SECOND]
    given: list[tuple[values.State | None, int]] = [(None, 0), *product(values.STATES, (1, 2))]
    for (obligation, day), (state, number), first in product(((KNOWN, DUE), (UNKNOWN, None)), given, moments):
        if state is not None:
            async with database.transaction() as session:
                await _report(session, obligation, state, number, first)
        submitted = None if state is None or (state, number) == ("draft", 1) else first
        for at in moments:
            found = orjson.loads(await repository.find_obligation(database.reader, REACH, obligation, at) or b"")
            expected = rules.status(day, state, number, at), rules.late(day, submitted)
            assert (found["status"], found["late"]) == expected, (state, number, day, at)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE report_rounds SET summary = 'x'",
        "UPDATE report_rounds SET submitted_by = 'x'",
        "UPDATE report_figures SET value = 1",
        "DELETE FROM report_figures",
        "INSERT INTO report_figures SELECT report_id, round, 9, (SELECT max(CAST(id AS text))::uuid FROM targets),"
        " NULL, NULL, 1, 'final' FROM report_figures",
    ],
)
async def test_a_signed_round_refuses_every_change(database: db.Database, change: str) -> None:
    report = uuid.uuid4()
    async with database.transaction() as session:
        await repository.add_report(session, report, KNOWN)
        target = await db.fetch_one(session, "SELECT id FROM targets WHERE code = 'KTS.01'")
        assert target is not None
        content = {"report_id": report, "round": 1, "measured_on": DUE, "summary": None, "note": None}
        figure = {"target_id": target["id"], "numerator": None, "denominator": None, "value": 5, "kind": "final"}
        await repository.save_round(session, content, "an", [figure])
        await repository.sign_round(session, report, 1, "bình", clock.start_of(DUE))
    with pytest.raises(DBAPIError) as refused:
        async with database.transaction() as session:
            await db.execute(session, change)
    assert getattr(refused.value.orig, "sqlstate", None) == "23001"


async def test_the_author_cannot_be_the_signer_even_in_sql(database: db.Database) -> None:
    report = uuid.uuid4()
    content = {"report_id": report, "round": 1, "measured_on": DUE, "summary": None, "note": None}
    async with database.transaction() as session:
        await repository.add_report(session, report, KNOWN)
        await repository.save_round(session, content, "an", [])
        with pytest.raises(DBAPIError, match="somebody with a hand in it"):
            await repository.sign_round(session, report, 1, "an", clock.start_of(DUE))
        await session.rollback()


@pytest.mark.parametrize(
    ("signer", "decider"), [("an", "dung"), ("chi", "an"), ("chi", "bình")], ids=["writer signs", "writer", "signer"]
)
async def test_hands_of_an_earlier_round_count_even_in_sql(database: db.Database, signer: str, decider: str) -> None:
    """`an` wrote the first round and `bình` signed it; `em` writes the second."""
    report, at = uuid.uuid4(), clock.start_of(DUE)
    content = {"report_id": report, "measured_on": DUE, "summary": None, "note": None}
    decided: dict[str, Any] = {"at": at, "comment": "Xem lại.", "same_organisation": False}
    async with database.transaction() as session:
        await repository.add_report(session, report, KNOWN)
        await repository.save_round(session, {**content, "round": 1}, "an", [])
        await repository.sign_round(session, report, 1, "bình", at)
        await repository.decide_round(session, report, 1, verdict="returned", decided_by="dung", **decided)
        await repository.save_round(session, {**content, "round": 2}, "em", [])

        async def finish() -> None:
            await repository.sign_round(session, report, 2, signer, at)
            await repository.decide_round(session, report, 2, verdict="accepted", decided_by=decider, **decided)

        with pytest.raises(DBAPIError, match="a hand in it"):
            await finish()
        await session.rollback()
