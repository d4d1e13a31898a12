"""How far a caller reads today, and how their organisation stands to an object's: the written table, asked of the
register."""

from __future__ import annotations

from shared.identity import errors, relations, rights
from shared.identity.values import Principal, Reach
from shared.kit import clock, db
from shared.organisations import service as organisations
from shared.organisations.values import Standing

COORDINATION = "coordination"


async def of(door: db.Session | db.Reader, caller: Principal, now: clock.Clock, kind: relations.Kind) -> Reach:
    """Whose objects of this kind the caller may read today; asks the register only where that depends on it."""
    found = rights.reads(caller, kind)
    if not found:
        return Reach("")
    if "other" in found:
        return Reach(caller.organisation, wide=True)
    standing = await _standing(door, caller, now)
    return Reach(
        caller.organisation,
        wide="coordinating" in found and standing.holds_duty,
        predecessors=standing.predecessors if "successor" in found else frozenset(),
    )


async def related(
    door: db.Session | db.Reader, caller: Principal, now: clock.Clock, organisation: str
) -> frozenset[relations.Relation]:
    """How the caller's organisation stands today to the one (slug) whose object it is."""
    standing = await _standing(door, caller, now)
    return relations.between(
        caller.organisation,
        organisation,
        registered=standing.registered,
        coordinating=standing.holds_duty,
        predecessors=standing.predecessors,
    )


async def check_duty(door: db.Session | db.Reader, caller: Principal, now: clock.Clock) -> None:
    """What is stated for the whole province is stated by who holds the coordinating duty today. Raises DutyMissing."""
    if "\x00" in caller.organisation or not (await _standing(door, caller, now)).holds_duty:
        raise errors.DutyMissing(organisation=caller.organisation, on=now.today())


async def _standing(door: db.Session | db.Reader, caller: Principal, now: clock.Clock) -> Standing:
    return await organisations.standing(door, caller.organisation, COORDINATION, on=now.today())
