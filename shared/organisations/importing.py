"""The import of the register from a file (shared/imports): organisations, their codes and their places."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.imports import values as imports
from shared.kit import db, tables
from shared.kit.errors import Finding
from shared.law import citations
from shared.organisations import hierarchies, hierarchies_repository, identifiers_repository, register_table, values
from shared.organisations import importing_rules as rules
from shared.organisations import register_repository as repository
from shared.organisations.changes import fold
from shared.organisations.changes import repository as changes
from shared.organisations.changes import rows as columns_of
from shared.organisations.changes import service as folding
from shared.organisations.changes.values import Change, Problem, Statements

KIND = "organisations"


@dataclass(frozen=True)
class _Work:
    """What is to be written: rows that add something, and what each cites."""

    adding: Sequence[rules.Judged]
    cited: Mapping[int, citations.Citation]


class Importer:
    """Imports organisations (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: Sequence[tables.Column] = register_table.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """A verdict for each row: `new` for an organisation, `changed` where a known one gets a code, a place, a name
        or a superior. Keeps everybody else from changing the register until the transaction ends."""
        known = await _known(session)
        said = [str(row.values["national_code"]) for row in sheet.rows if row.values.get("national_code") is not None]
        malformed, _ = await identifiers_repository.list_malformed(session, said)
        judged = [_added(rules.judged(row, known, malformed.__contains__), known) for row in _in_order(sheet, known)]
        findings = [_finding(sheet, one, fault) for one in judged for fault in one.faults]
        right = [one for one in judged if one.adds and not one.faults]
        cited = {one.row.number: _citation(one.row) for one in right}
        findings += await _uncited(session, sheet, cited)
        findings += _circles(sheet, known, right)
        findings += await _contradictions(session, sheet, right)
        verdicts = [imports.Verdict(one.row.number, _verdict(one), str(one.row.values["slug"])) for one in judged]
        return imports.Plan(verdicts, findings, _Work(right, cited))

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Register, change and place what was judged, all known from one instant on."""
        work: _Work = plan.work
        if not work.adding:
            return
        ids = await citations.cite_all(session, {f"row {number}": one for number, one in work.cited.items()})
        sources = dict(zip(work.cited, ids, strict=True))
        instant = await changes.lock(session)
        founded = [one for one in work.adding if one.founded is not None]
        await repository.add_organisations(session, [_identity(one) for one in founded])
        await repository.add_statements(session, [_statement(one, sources) for one in founded], instant)
        for one in work.adding:
            for change in one.changes:
                await changes.add_change(session, _change(change, sources[one.row.number]), instant)
        await folding.refold(session, instant)
        codes = [_code(code, sources[one.row.number], one.row) for one in work.adding for code in one.codes]
        await identifiers_repository.add(session, codes, instant)
        places = [_place(place, sources[one.row.number], one.row) for one in work.adding for place in one.places]
        await hierarchies_repository.add(session, places, instant)
        await hierarchies.follow(session)


async def _known(session: db.Session) -> rules.Known:
    """The register as it is known, locked."""
    await changes.lock(session)
    await identifiers_repository.lock(session)
    codes = [code for code in await hierarchies_repository.list_codes(session) if code != values.ADMINISTRATIVE]
    for code in sorted(codes):
        await hierarchies_repository.lock(session, code)
    identities = await repository.list_identities(session)
    versions = defaultdict(list)
    for row in await repository.list_versions(session):
        versions[row["organisation_id"]].append(columns_of.version_of(row))
    return rules.Known(
        {row["slug"]: row["id"] for row in identities},
        {row["id"]: (row["kind"], row["level"]) for row in identities},
        versions,
        [
            rules.Code(row["organisation_id"], row["code"], row["valid_from"], row["valid_to"], row["status"])
            for row in await repository.list_codes(session)
        ],
        [
            rules.Place(row["organisation_id"], row["hierarchy"], row["valid_from"], row["valid_to"], row["parent_id"])
            for row in await repository.list_places(session)
        ],
        codes,
    )


def _in_order(sheet: tables.Sheet, known: rules.Known) -> list[tables.Row]:
    """A superior that is new in the file stands before those below it, wherever its row is."""
    new = {str(row.values["slug"]): row for row in sheet.rows if row.values["slug"] not in known.ids}
    placed: dict[int, tables.Row] = {}
    for row in sheet.rows:
        way: list[tables.Row] = []
        at: tables.Row | None = row
        while at is not None and at.number not in placed and at not in way:
            way.append(at)
            at = new.get(str(at.values.get("superior")))
        placed |= {one.number: one for one in reversed(way)}
    return list(placed.values())


def _added(judged: rules.Judged, known: rules.Known) -> rules.Judged:
    """Let the rows that follow meet what this one adds."""
    if judged.faults:
        return judged
    if judged.founded is not None:
        slug = str(judged.row.values["slug"])
        known.ids[slug], known.slugs[judged.organisation] = judged.organisation, slug
        known.versions[judged.organisation] = [judged.founded]
    for code in judged.codes:
        known.add_code(code)
    for place in judged.places:
        known.add_place(place)
    return judged


def _verdict(judged: rules.Judged) -> imports.Judged:
    if judged.founded is not None:
        return "new"
    return "changed" if judged.adds else "unchanged"


def _finding(sheet: tables.Sheet, judged: rules.Judged, fault: rules.Fault) -> Finding:
    column, code, en, vi = fault
    return sheet.finding(judged.row, column, code, en=en, vi=vi)


def _citation(row: tables.Row) -> citations.Citation:
    text = {name: None if row.values.get(name) is None else str(row.values[name]) for name in ("quote", "note")}
    return citations.Citation(str(row.values["document"]), str(row.values["clause"]), **text)


async def _uncited(session: db.Session, sheet: tables.Sheet, cited: Mapping[int, citations.Citation]) -> list[Finding]:
    found = []
    for one in await citations.judge(session, {str(number): citation for number, citation in cited.items()}):
        number, _, column = one.field.partition(".")
        found.append(sheet.finding(int(number), column, one.code, en=one.en, vi=one.vi))
    return found


def _circles(sheet: tables.Sheet, known: rules.Known, right: Sequence[rules.Judged]) -> list[Finding]:
    rows = {(place.organisation, place.what): one.row for one in right for place in one.places}
    found = []
    for place, way in rules.circles(known, [place for one in right for place in one.places]):
        round_ = " → ".join(way)
        row = rows[place.organisation, place.what]
        found.append(
            sheet.finding(
                row, "placements", "cycle", en=f"Stands below itself: {round_}.", vi=f"Là cấp dưới của mình: {round_}."
            )
        )
    return found


async def _contradictions(session: db.Session, sheet: tables.Sheet, right: Sequence[rules.Judged]) -> list[Finding]:
    """What the fold would refuse of the new statements and changes, tried on the register as it stands."""
    founded = [one.founded for one in right if one.founded is not None]
    by_change = {change.id: one for one in right for change in one.changes}
    if not founded and not by_change:
        return []
    stated = await changes.statements(session)
    together = Statements((*stated.versions, *founded), stated.duties, stated.memberships)
    held = await changes.changes(session)
    last = max((change.recorded for change in held), default=0)
    new = [_recorded(change, last + place + 1) for place, one in enumerate(right) for change in one.changes]
    problems = fold.fold(together, [*held, *new]).problems
    by_organisation = {one.organisation: one for one in right}
    return [_problem(sheet, problem, by_change, by_organisation) for problem in problems]


def _recorded(change: Change, place: int) -> Change:
    return Change(
        change.id, change.kind, change.effective_on, change.source, change.certainty, change.parts, recorded=place
    )


def _problem(
    sheet: tables.Sheet,
    problem: Problem,
    by_change: Mapping[uuid.UUID, rules.Judged],
    by_organisation: Mapping[uuid.UUID, rules.Judged],
) -> Finding:
    """A problem of the fold at the row that brings it; one of a change that stands already at the whole file."""
    one = by_change.get(problem.change) if problem.change else None
    if one is None and problem.organisation is not None:
        one = by_organisation.get(problem.organisation)
    column = "superior" if problem.code in ("cycle", "parent_not_in_force") else "effective_on"
    return sheet.finding(
        one.row if one else None,
        column if one else None,
        problem.code,
        en=f"Contradicts the register ({problem.code}).",
        vi=f"Mâu thuẫn với danh bạ ({problem.code}).",
    )


def _identity(judged: rules.Judged) -> dict[str, Any]:
    said = judged.row.values
    return {"id": judged.organisation, "slug": said["slug"], "kind": said["kind"], "level": said.get("level")}


def _statement(judged: rules.Judged, sources: Mapping[int, uuid.UUID]) -> dict[str, Any]:
    version = judged.founded
    assert version is not None  # noqa: S101 - asked for those that are founded only
    return {
        "organisation_id": version.organisation,
        "name": version.name,
        "short_name": version.short_name,
        "parent_id": version.parent,
        **dict(version.carried),
        **_days(version.valid_from, version.valid_to),
        "source_id": sources[judged.row.number],
        "certainty": version.certainty,
    }


def _change(change: Change, source: uuid.UUID) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "effective_on": change.effective_on,
        "effective_precision": "day",
        "note": None,
        "stated_by": "api",
        "source_id": source,
        "certainty": change.certainty,
        "parts": [columns_of.of_part(part, position) for position, part in enumerate(change.parts)],
    }


def _code(code: rules.Code, source: uuid.UUID, row: tables.Row) -> dict[str, Any]:
    return {
        "organisation_id": code.organisation,
        "code": code.what,
        "status": code.status,
        **_days(code.valid_from, code.valid_to),
        "source_id": source,
        "certainty": row.values.get("certainty") or "certain",
    }


def _place(place: rules.Place, source: uuid.UUID, row: tables.Row) -> dict[str, Any]:
    return {
        "organisation_id": place.organisation,
        "hierarchy": place.what,
        "parent_id": place.superior,
        **_days(place.valid_from, place.valid_to),
        "source_id": source,
        "certainty": row.values.get("certainty") or "certain",
    }


def _days(first: dt.date, until: dt.date) -> dict[str, str]:
    return {"valid_from": columns_of.day(first), "valid_to": columns_of.day(until)}
