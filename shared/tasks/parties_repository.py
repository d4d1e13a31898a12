"""The SQL of who takes part in a task and of who has taken whose place."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from shared.kit import db
from shared.tasks.values import Party, Passing, Spell

_SAID = "role, place, organisation_id, group_id, valid_from, valid_to, certainty, change_id"
# By task first: rows are compared with those of the same task only.
_SAME = (
    "p.task_id = g.task_id AND"
    " (p.role, p.place, p.organisation_id, p.group_id, p.valid_from, p.valid_to, p.certainty, p.change_id)"
    " IS NOT DISTINCT FROM"
    " (g.role, g.place, g.organisation_id, g.group_id, g.valid_from, g.valid_to, g.certainty, g.change_id)"
)
_GIVEN = "jsonb_populate_recordset(CAST(NULL AS task_parties), CAST(:spells AS jsonb)) g"


async def lock(session: db.Session) -> None:
    """Let nobody else write into the register of tasks before this transaction ends: who passes on whose task, and what
    waits for what, hang together over many rows."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtext('tasks'))")


async def passings(session: db.Session) -> list[Passing]:
    """All that are known now."""
    found = await db.fetch(
        session,
        "SELECT change_id, predecessor_id, successors, effective_on, certainty FROM task_passings"
        " WHERE superseded_at = 'infinity'",
    )
    return [
        Passing(
            row["change_id"], row["predecessor_id"], tuple(row["successors"]), row["effective_on"], row["certainty"]
        )
        for row in found
    ]


async def put_passing(session: db.Session, passing: Passing) -> bool:
    """Make this what a change says of a predecessor, or, without successors, take that back; was anything new?"""
    said = {
        "change": passing.change,
        "predecessor": passing.predecessor,
        "successors": list(passing.successors),
        "on": passing.effective_on,
        "certainty": passing.certainty,
    }
    closed = await db.execute(
        session,
        "UPDATE task_passings SET superseded_at = now() WHERE superseded_at = 'infinity' AND change_id = :change"
        " AND predecessor_id = :predecessor AND (successors, effective_on, certainty)"
        " IS DISTINCT FROM (CAST(:successors AS uuid[]), CAST(:on AS date), CAST(:certainty AS text))",
        **said,
    )
    if not passing.successors:
        return bool(closed)
    added = await db.execute(
        session,
        "INSERT INTO task_passings (change_id, predecessor_id, successors, effective_on, certainty)"
        " SELECT :change, :predecessor, CAST(:successors AS uuid[]), :on, :certainty"
        " WHERE NOT EXISTS (SELECT FROM task_passings WHERE superseded_at = 'infinity' AND change_id = :change"
        " AND predecessor_id = :predecessor)",
        **said,
    )
    return bool(closed or added)


async def touched(session: db.Session, organisations: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The tasks in which one of these organisations takes part on any day, as known now."""
    found = await db.fetch(
        session,
        "SELECT DISTINCT task_id FROM task_parties"
        " WHERE superseded_at = 'infinity' AND organisation_id = ANY (CAST(:organisations AS uuid[]))",
        organisations=list(organisations),
    )
    return [row["task_id"] for row in found]


async def named(session: db.Session, tasks: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[list[Party], dt.date, Any]]:
    """Whom the documents name for these tasks, from which day on, and how sure that is."""
    found = await db.fetch(session, db.statement(__package__ or "", "named_parties"), tasks=list(tasks))
    named: dict[uuid.UUID, tuple[list[Party], dt.date, Any]] = {}
    for row in found:
        parties, _, _ = named.setdefault(row["id"], ([], row["valid_from"], row["certainty"]))
        parties.append(Party(row["role"], row["place"], row["organisation_id"], row["group_id"]))
    return named


async def put_spells(session: db.Session, spells: Mapping[uuid.UUID, Sequence[Spell]]) -> set[uuid.UUID]:
    """Make these the current spells of the tasks; only what differs is closed or written. The tasks that changed.

    What changes is known from the transaction's time on, but not before what others recorded while it waited (a change
    of the register may wait long): a spell that ended before it began would be refused.
    """
    instant = await db.fetch_written(
        session,
        "SELECT greatest(now(), max(recorded_at)) AS at FROM task_parties"
        " WHERE superseded_at = 'infinity' AND task_id = ANY (CAST(:tasks AS uuid[]))",
        tasks=list(spells),
    )
    given = orjson.dumps([_row(task, spell) for task, said in spells.items() for spell in said], default=str).decode()
    closed = await db.fetch(
        session,
        "UPDATE task_parties p SET superseded_at = :at WHERE p.superseded_at = 'infinity'"
        f" AND p.task_id = ANY (CAST(:tasks AS uuid[])) AND NOT EXISTS (SELECT FROM {_GIVEN} WHERE {_SAME})"
        " RETURNING p.task_id",
        tasks=list(spells),
        spells=given,
        at=instant["at"],
    )
    added = await db.fetch(
        session,
        f"INSERT INTO task_parties (task_id, {_SAID}, recorded_at) SELECT g.task_id, g.role, g.place,"
        f" g.organisation_id, g.group_id, g.valid_from, g.valid_to, g.certainty, g.change_id,"
        f" CAST(:at AS timestamptz) FROM {_GIVEN}"
        f" WHERE NOT EXISTS (SELECT FROM task_parties p WHERE p.superseded_at = 'infinity' AND {_SAME})"
        " RETURNING task_id",
        spells=given,
        at=instant["at"],
    )
    return {row["task_id"] for row in (*closed, *added)}


def _row(task: uuid.UUID, spell: Spell) -> dict[str, Any]:
    return {
        "task_id": task,
        "role": spell.role,
        "place": spell.place,
        "organisation_id": spell.organisation,
        "group_id": spell.group,
        "valid_from": "-infinity" if spell.valid_from == dt.date.min else spell.valid_from,
        "valid_to": "infinity" if spell.valid_to == dt.date.max else spell.valid_to,
        "certainty": spell.certainty,
        "change_id": spell.change,
    }
