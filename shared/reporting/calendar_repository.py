"""SQL of the calendar as it is written: regimes, who reports under them, and what that makes everybody owe."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.kit import db, rows
from shared.organisations.changes.rows import day
from shared.organisations.changes.values import weakest
from shared.reporting import rules
from shared.reporting.owing import Obligation, Regime

_COLUMNS = tuple(field.name for field in dataclasses.fields(Obligation))
_GIVEN = "('submitted', 'accepted')"


async def install(session: db.Session, regimes: Sequence[rows.Row], reporters: Sequence[rows.Row]) -> int:
    """Store regimes and reporters and close what is no longer stated; rows changed."""
    reporter_key = ("regime_id", "organisation_id", "group_id")
    return await rows.install_closing(session, "reporting_regimes", regimes) + await rows.install_closing(
        session, "regime_reporters", reporters, key=reporter_key
    )


async def regimes(session: db.Session) -> list[Regime]:
    """The regimes in force that make obligations: those with years and periods that somebody names."""
    reporters: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in await db.fetch(session, "SELECT * FROM regime_reporters WHERE superseded_at = 'infinity'"):
        reporters[row["regime_id"]].append(row)
    found = await db.fetch(
        session,
        "SELECT * FROM reporting_regimes WHERE superseded_at = 'infinity' AND first_year IS NOT NULL"
        " AND last_year IS NOT NULL ORDER BY code",
    )
    made = (_regime(row, reporters[row["id"]]) for row in found)
    return [regime for regime in made if regime is not None]


def _regime(row: Mapping[str, Any], reporters: Iterable[Mapping[str, Any]]) -> Regime | None:
    period = rules.period_of(row["frequency"])
    if period is None:
        return None
    named = list(reporters)
    return Regime(
        row["id"],
        row["code"],
        period,
        range(row["first_year"], row["last_year"] + 1),
        row["due_before_month"],
        row["due_before_day"],
        row["due_before_on"],
        weakest(row["certainty"], row["years_certainty"]),
        tuple(one["organisation_id"] for one in named if one["organisation_id"]),
        tuple(one["group_id"] for one in named if one["group_id"]),
    )


async def slugs(session: db.Session) -> dict[uuid.UUID, str]:
    """The slug of every organisation."""
    return {row["id"]: row["slug"] for row in await db.fetch(session, "SELECT id, slug FROM organisations")}


async def given(session: db.Session) -> set[uuid.UUID]:
    """The obligations whose report was submitted or accepted."""
    found = await db.fetch(session, f"SELECT obligation_id FROM reports WHERE state IN {_GIVEN}")
    return {row["obligation_id"] for row in found}


async def line_of(session: db.Session, obligation: uuid.UUID) -> list[tuple[Obligation, bool]]:
    """An obligation with the one it began as, first, and those that followed; whether each was given."""
    found = await db.fetch(session, db.statement(__package__ or "", "obligation_line"), obligation=obligation)
    return [(_obligation(row), row["given"]) for row in found]


async def all_current(session: db.Session) -> dict[uuid.UUID, Obligation]:
    """What is owed as known now, by id."""
    found = await db.fetch(session, "SELECT * FROM obligations WHERE superseded_at = 'infinity'")
    return {row["id"]: _obligation(row) for row in found}


def _obligation(row: Mapping[str, Any]) -> Obligation:
    return Obligation(**{name: row[name] for name in _COLUMNS})


async def replace(
    session: db.Session, held: Mapping[uuid.UUID, Obligation], wanted: Sequence[Obligation]
) -> tuple[tuple[uuid.UUID, ...], tuple[Obligation, ...]]:
    """Close what is owed no more, write what is owed anew or otherwise: those closed and those written. The trigger
    keeps their past."""
    stated = {one.id for one in wanted}
    gone = tuple(key for key in held if key not in stated)
    await db.execute(
        session, "UPDATE obligations SET superseded_at = now() WHERE id = ANY (CAST(:ids AS uuid[]))", ids=list(gone)
    )
    new = tuple(one for one in wanted if held.get(one.id) != one)
    await rows.install(session, "obligations", [_columns(one) for one in new])
    return gone, new


def _columns(one: Obligation) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in _COLUMNS}
    ends: dict[str, dt.date] = {"valid_from": one.valid_from, "valid_to": one.valid_to}
    return {**said, **{name: day(on) for name, on in ends.items()}, "superseded_at": "infinity"}
