"""Named hierarchies beside each other: administrative, sectoral, index ownership.

The administrative place of an organisation is a part of its versions and moves by documents of change; the places in
the other hierarchies are stated, and follow whoever takes a superior's place. Nobody stands below itself in any of them
on any day: asked here under a lock, so that the way round is named, and by the database before every commit, whoever
writes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.law import citations
from shared.organisations import hierarchies_repository as repository
from shared.organisations import placing, recording, rules, service, values
from shared.organisations import statements_errors as errors
from shared.organisations.changes import service as changes


@dataclass(frozen=True)
class Wanted:
    """A place to be stated. `organisation`, `superior`: slug or id; `replaces`: the statement whose place it takes."""

    organisation: str
    hierarchy: str
    superior: str
    days: recording.Days
    ground: recording.Ground
    replaces: uuid.UUID | None = None


@dataclass(frozen=True)
class Stated:
    """A statement as JSON, and its id."""

    id: uuid.UUID
    body: bytes


async def install(session: db.Session, hierarchies: Sequence[rows.Row], placements: Sequence[rows.Row]) -> int:
    """Bring the catalog's hierarchies and places to what it says; the number of rows changed.

    Where an administrator has placed an organisation on the same days, that place holds.
    """
    changed = await repository.install_hierarchies(session, hierarchies)
    changed += await repository.install_placements(session, placements)
    return changed + await follow(session)


async def follow(session: db.Session) -> int:
    """Let the places of every hierarchy follow what is stated and who took whose place; rows closed or written."""
    changed = 0
    for hierarchy in sorted(await repository.list_codes(session)):
        if hierarchy != values.ADMINISTRATIVE:
            changed += await fold(session, hierarchy, await repository.lock(session, hierarchy))
    return changed


async def fold(session: db.Session, hierarchy: str, instant: dt.datetime) -> int:
    """The same for one hierarchy, which is locked."""
    wanted = placing.fold(await repository.stated(session, hierarchy), await changes.passings(session))
    held = await repository.current(session, hierarchy)
    closed = [held[place] for place in held.keys() - wanted]
    added = wanted - held.keys()
    await repository.put(session, closed, added, instant)
    return len(closed) + len(added)


async def list_all(reader: db.Reader, at: Moment) -> bytes:
    """Every hierarchy with the number of organisations placed in it on that day, as JSON."""
    return await repository.list_all(reader, at)


async def check(reader: db.Reader, hierarchy: str | None) -> str:
    """The hierarchy to read by, administrative when none is named. Raises NoSuchHierarchy."""
    if hierarchy is None or hierarchy == values.ADMINISTRATIVE:
        return values.ADMINISTRATIVE
    known = await repository.list_codes(reader)
    if hierarchy not in known:
        raise _unknown(hierarchy, known)
    return hierarchy


async def tree(reader: db.Reader, at: Moment, hierarchy: str) -> bytes:
    """A hierarchy of a day as JSON: `roots`, each with `children`. Raises NoSuchHierarchy."""
    row = await repository.tree_row(reader, at, hierarchy)
    if row is None:
        raise _unknown(hierarchy, await repository.list_codes(reader))
    nodes = [rules.Node(*node) for node in zip(row["ids"], row["parents"], row["items"], strict=True)]
    return f'{row["head"][:-1]}, "roots": {rules.nested(nodes)}}}'.encode()


async def of_organisation(reader: db.Reader, at: Moment, organisation: str) -> bytes:
    """Every statement about an organisation's places known at `at.known_at`, as JSON; `in_force` is that of the day.

    The administrative place is not among them: the versions of the organisation tell it. Raises OrganisationNotFound.
    """
    return await repository.list_of(reader, at, await service.known_id(reader, at, organisation))


async def place(session: db.Session, acting: recording.Acting, wanted: Wanted) -> Stated:
    """Put an organisation below a superior in a hierarchy for some days.

    Raises OrganisationNotFound, NoSuchHierarchy, PlacedByChange, NoSuchOrganisation, DaysEmpty, SourceRefused,
    StatementSuperseded, AlreadyPlaced, BelowItself.
    """
    organisation = await service.id_of(session, wanted.organisation)
    await _check_hierarchy(session, wanted.hierarchy)
    superior = await service.filter_id(session, "superior", wanted.superior)
    wanted.days.check()
    source = await citations.cite(session, wanted.ground.citation)
    instant = await repository.lock(session, wanted.hierarchy)
    if wanted.replaces is not None and not await repository.close(
        session, organisation, wanted.hierarchy, wanted.replaces, instant
    ):
        raise errors.StatementSuperseded(statement=wanted.replaces)
    await _check_free(session, organisation, wanted)
    columns = {
        "organisation_id": str(organisation),
        "hierarchy": wanted.hierarchy,
        "parent_id": str(superior),
        **wanted.days.columns(),
        "replaces": None if wanted.replaces is None else str(wanted.replaces),
        "source_id": str(source),
        "certainty": wanted.ground.certainty,
    }
    await check_way(session, wanted.hierarchy, [columns])
    (added,) = await repository.add(session, [columns], instant)
    await fold(session, wanted.hierarchy, instant)
    await recording.record(session, acting, "place", added, columns, kind="organisation_placement")
    return Stated(added, await repository.view(session, added))


async def check_way(session: db.Session, hierarchy: str, placements: Sequence[rows.Row]) -> None:
    """Raises BelowItself naming the way when one of these places, not yet written, would close a circle with those that
    stand. `placements`: `organisation_id`, `parent_id`, `valid_from`, `valid_to`. The hierarchy's lock is held.
    """
    for placement in placements:
        way = await repository.find_circle(session, hierarchy, placement)
        if way is not None:
            raise errors.BelowItself(
                Finding(
                    "superior",
                    f"Is below the organisation: {' → '.join(way)}.",
                    f"Là cấp dưới của cơ quan này: {' → '.join(way)}.",
                    "cycle",
                ),
                organisation=way[0],
                hierarchy=hierarchy,
                way=" → ".join(way),
            )


async def _check_hierarchy(session: db.Session, hierarchy: str) -> None:
    if hierarchy == values.ADMINISTRATIVE:
        raise errors.PlacedByChange(
            Finding(
                "hierarchy",
                "Follows a document: POST /v1/organisations/changes.",
                "Theo văn bản: POST /v1/organisations/changes.",
                "placed_by_change",
            )
        )
    known = await repository.list_codes(session)
    if hierarchy not in known:
        raise _unknown(hierarchy, known)


def _unknown(hierarchy: str, known: Sequence[str]) -> errors.NoSuchHierarchy:
    return errors.NoSuchHierarchy(
        Finding("hierarchy", f"One of: {', '.join(known)}.", f"Một trong: {', '.join(known)}.", "unknown_hierarchy"),
        hierarchy=hierarchy,
        known=list(known),
    )


async def _check_free(session: db.Session, organisation: uuid.UUID, wanted: Wanted) -> None:
    """Raises AlreadyPlaced; the hierarchy's lock is held."""
    days = wanted.days.columns()
    for found in await repository.list_overlapping(session, organisation, wanted.hierarchy, days):
        raise errors.AlreadyPlaced(
            organisation=wanted.organisation,
            superior=found["superior"],
            hierarchy=wanted.hierarchy,
            since=found["valid_from"] or "…",
            until=found["valid_to"] or "…",
            statement=found["id"],
        )
