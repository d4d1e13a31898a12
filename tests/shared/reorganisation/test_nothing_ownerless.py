"""After every change somebody in force holds everything that can be held: counted over the whole schema."""

from __future__ import annotations

import datetime as dt

import pytest

from shared.audit.acting import Acting
from shared.audit.service import Actor
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.law.citations import Citation
from shared.organisations.changes import proposals
from shared.organisations.changes.values import Kind
from shared.reorganisation import service

# Columns that name an organisation because of what it did or what a document said once: they stay for ever.
HISTORY = {
    *("assessments.organisation_id", "claims.organisation_id", "decisions.organisation_id", "evidence.organisation_id"),
    *("deliverable_decisions.organisation_id", "measurements.organisation_id", "measurement_findings.organisation_id"),
    *("ranking_rows.organisation_id", "spending_statements.organisation_id", "target_judgements.organisation_id"),
    *("task_deliverables.organisation_id", "task_progress.organisation_id", "delegations.organisation_id"),
    *("role_assignments.organisation_id", "service_accounts.organisation_id"),
    *("appeals.organisation_id", "appeal_verdicts.organisation_id", "component_applicability.organisation_id"),
    # The changes themselves, and the statements that the fold begins with.
    *("organisation_change_parts.organisation_id", "organisation_change_parts.parent_id"),
    *("organisation_successions.predecessor_id", "task_passings.predecessor_id"),
    *("organisation_version_statements.organisation_id", "organisation_version_statements.parent_id"),
    *("organisation_duty_statements.organisation_id", "organisation_member_statements.organisation_id"),
    # As the document names them; who answers now is read through the heirs (obligations, task_parties, placements).
    *("regime_reporters.organisation_id", "reporting_regimes.receiver_id", "reporting_regimes.via_id"),
    *("tasks.owner_organisation_id", "spending_asks.organisation_id", "standing_duty_parties.organisation_id"),
    *("organisation_placement_statements.organisation_id", "organisation_placement_statements.parent_id"),
}
# Columns that say who holds something on a day: always one who is in force on it.
HELD = {
    *("obligations.organisation_id", "task_parties.organisation_id", "targets.owner_id"),
    *(
        "organisation_versions.organisation_id",
        "organisation_versions.parent_id",
        "organisation_duties.organisation_id",
    ),
    *("organisation_group_members.organisation_id", "organisation_identifiers.organisation_id"),
    *("organisation_placements.organisation_id", "organisation_placements.parent_id"),
}
# Who took a place may have lost it since: the last heir is in force.
LINES = {"organisation_successions.successor_id"}
REFERENCES = """SELECT c.conrelid::regclass || '.' || a.attname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND c.confrelid = 'organisations'::regclass"""
IN_FORCE = """SELECT FROM organisation_versions v WHERE v.organisation_id = {who} AND v.superseded_at = 'infinity'
    AND v.valid_from <= '{day}' AND '{day}' < v.valid_to"""
HELD_ON = """SELECT count(*) AS n FROM {table} t WHERE {column} IS NOT NULL AND superseded_at = 'infinity'
    AND valid_from <= '{day}' AND '{day}' < valid_to AND NOT EXISTS ({in_force})"""
HEIRS = """SELECT count(*) AS n FROM organisation_successions s WHERE s.superseded_at = 'infinity' AND s.heir
    AND NOT s.continues AND s.effective_on <= '{day}' AND NOT EXISTS ({in_force})"""
ACTING = Acting(Actor("admin", "tests", "tinh-tuyen-quang", "r"), FakeClock())
SOURCE = Citation("ke-hoach-55-kh-ubnd-2022", "V.3")


async def _ownerless(database: db.Database, day: str) -> dict[str, int]:
    found = {}
    for name in sorted(HELD):
        table, column = name.split(".")
        in_force = IN_FORCE.format(who=f"t.{column}", day=day)
        row = await database.reader.row(HELD_ON.format(table=table, column=column, day=day, in_force=in_force))
        found[name] = row["n"] if row else 0
    in_force = IN_FORCE.format(who=f"heir_of(s.predecessor_id, '{day}')", day=day)
    row = await database.reader.row(HEIRS.format(day=day, in_force=in_force))
    found["heirs"] = row["n"] if row else 0
    return {name: count for name, count in found.items() if count}


def _change(kind: Kind, on: str, predecessors: tuple[str, ...], *successors: str) -> proposals.Proposal:
    return proposals.Proposal(
        kind=kind,
        effective_on=dt.date.fromisoformat(on),
        effective_precision="day",
        predecessors=predecessors,
        continues=False,
        successors=tuple(proposals.Successor(one, None, heir=False, duties=(), certainty=None) for one in successors),
        subjects=(),
        source=SOURCE,
        certainty="certain",
        note=None,
        replaces=None,
    )


async def test_every_reference_to_an_organisation_is_thought_of(database: db.Database) -> None:
    found = {row["name"] for row in await database.reader.rows(REFERENCES)}
    assert found == HISTORY | HELD | LINES


@pytest.mark.parametrize("day", ["2022-11-01", "2025-02-28", "2025-03-01", "2025-06-30", "2025-07-01", "2026-11-22"])
async def test_the_catalog_leaves_nothing_ownerless_on_any_day(database: db.Database, day: str) -> None:
    assert await _ownerless(database, day) == {}


async def test_nor_do_mergers_of_mergers_recorded_late(database: db.Database) -> None:
    """The successor of March 2025 is merged away in 2026; a department that leads many tasks ended in 2023 already."""
    async with database.transaction() as session:
        later = _change("merge", "2026-02-01", ("so-khoa-hoc-va-cong-nghe",), "so-noi-vu")
        await service.record(session, ACTING, later)
        await service.record(session, ACTING, _change("abolish", "2023-05-01", ("van-phong-ubnd-tinh",)))
    for day in ("2023-04-30", "2023-05-01", "2025-03-01", "2026-02-01", "2026-11-22"):
        assert await _ownerless(database, day) == {}, day
    held = await database.reader.row("SELECT holds_duty('so-noi-vu', 'coordination', '2026-11-22') AS held")
    assert held == {"held": True}
