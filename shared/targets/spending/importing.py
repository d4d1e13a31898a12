"""The import of a file of spending (shared/imports).

A row is an area of a year; the rows of a year are the agency's whole set for it, judged as one request would be and
recorded as one vintage. What some vintage says already is `unchanged`, so that the same file sent again changes
nothing; so is a year of the form in which nothing is stated yet.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from shared.audit.acting import Acting
from shared.identity import membership
from shared.imports import values as imports
from shared.kit import db, names, tables
from shared.kit.errors import Finding
from shared.targets import rules as targets
from shared.targets.spending import files, repository, rules, service, values

KIND = "spending"
_DIGITS = 18  # before the dot, as in a request
_OF_AREA = ("investment", "recurrent", "total")
_MONEY = (*_OF_AREA, files.OWN_TOTAL, "budget_million_vnd")
_STATES = (*_MONEY, "note", "reason")
# What is wrong with a set as a whole stands at one of these: `areas`, `total` of its own spending, the budget.
_OF_SET = {"year": "year", "areas": "area", "total": files.OWN_TOTAL, "budget_million_vnd": "budget_million_vnd"}


class _Set(NamedTuple):
    """The rows of a year, and what they say together."""

    rows: Sequence[tables.Row]
    said: values.Statement

    @property
    def states(self) -> bool:
        """Whether anything is stated, or it is a year of the form as it was given out."""
        return any(row.values[name] is not None for row in self.rows for name in _STATES)

    def row_of(self, column: str) -> tables.Row:
        """The row that states this for the year, else the first."""
        return next((row for row in self.rows if row.values[column] is not None), self.rows[0])


class Importer:
    """Imports the spending of one organisation (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: tuple[tables.Column, ...] = files.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """A verdict for each row: `new` in the first set of its year, `changed` in a further vintage."""
        slug = context.actor.organisation
        own = await membership.own_id(session, slug)
        await repository.lock(session, own)
        asks = await repository.list_asks(session, own, context.today)
        areas = await repository.list_areas(session)
        stated = [one for one in _sets(sheet.rows) if one.states and _is_year(one.said.year)]
        before = await repository.list_vintages(session, own, [one.said.year for one in stated])
        plan = imports.Plan([imports.Verdict(row.number, "unchanged", _key(row)) for row in sheet.rows], [], [])
        found, verdicts = list(_misread(sheet, own, slug)), {one.row: one for one in plan.verdicts}
        for one in stated:
            found += _differing(sheet, one)
            wrong = rules.findings(one.said, asks, areas, context.today.year)
            found += [finding for it in wrong if (finding := _placed(sheet, one, it)) is not None]
            verdict, said = _judged(sheet, one, before[one.said.year])
            found += said
            verdicts |= {row.number: imports.Verdict(row.number, verdict, _key(row)) for row in one.rows}
            if verdict != "unchanged":
                plan.work.append(one.said)
        return imports.Plan(list(verdicts.values()), found, plan.work)

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Append the new sets."""
        own = await membership.own_id(session, context.actor.organisation)
        for said in plan.work:
            await service.append(session, Acting(context.actor, context.clock), own, said)


def _sets(rows: Sequence[tables.Row]) -> list[_Set]:
    of_year: dict[int, list[tables.Row]] = {}
    for row in rows:
        of_year.setdefault(int(str(row.values["year"])), []).append(row)
    return [_Set(found, _said(year, found)) for year, found in sorted(of_year.items())]


def _said(year: int, rows: Sequence[tables.Row]) -> values.Statement:
    once: dict[str, Any] = {
        name: next((row.values[name] for row in rows if row.values[name] is not None), None) for name in files.OF_YEAR
    }
    amounts = [_amount(row.values) for row in rows]
    return values.Statement(
        year,
        once["kind"] or "final",
        amounts,
        once[files.OWN_TOTAL],
        once["budget_million_vnd"],
        once["note"],
        once["reason"],
    )


def _amount(given: Mapping[str, Any]) -> values.Amount:
    return values.Amount(given["area"], given["scope"] or "own", *(given[name] for name in _OF_AREA))


def _judged(
    sheet: tables.Sheet, one: _Set, before: Sequence[values.Vintage]
) -> tuple[imports.Judged, Iterator[Finding]]:
    """Whether a set is new, and what its place among the vintages says against it."""
    of_kind = [vintage for vintage in before if vintage.kind == one.said.kind]
    if any(vintage.content == one.said.content for vintage in of_kind):
        same_as_last = of_kind[-1].content == one.said.content
        return "unchanged", iter(()) if same_as_last else _older(sheet, one)
    if one.said.kind == "estimate" and one.said.reason is None and any(vintage.firm for vintage in before):
        why = rules.settled()
        return "changed", iter([sheet.finding(one.row_of("kind"), "reason", why.code, en=why.en, vi=why.vi)])
    return ("changed" if before else "new"), iter(())


def _older(sheet: tables.Sheet, one: _Set) -> Iterator[Finding]:
    yield sheet.finding(
        one.rows[0],
        "year",
        "older_vintage",
        en="This set was recorded before and replaced since; to return to it, record it by POST /v1/budget/spending.",
        vi="Bộ số liệu này đã được ghi trước đây và đã bị thay; muốn quay lại, hãy ghi bằng POST /v1/budget/spending.",
        severity="warning",
    )


def _placed(sheet: tables.Sheet, one: _Set, found: Finding) -> Finding | None:
    """A finding of the rules at its cell. What only the whole set could tell is left out while rows could not be read:
    their areas are in the file."""
    head, _, rest = found.field.partition(".")
    if rest:
        number, _, column = rest.partition(".")
        return sheet.finding(one.rows[int(number)], column, found.code, en=found.en, vi=found.vi)
    if sheet.refused and head != "year":
        return None
    column = _OF_SET[head]
    return sheet.finding(one.row_of(column), column, found.code, en=found.en, vi=found.vi)


def _differing(sheet: tables.Sheet, one: _Set) -> Iterator[Finding]:
    """What a year says once, said twice and not alike: one of the two would be lost."""
    for name in files.OF_YEAR:
        first = one.row_of(name)
        for row in one.rows:
            if row.values[name] not in (None, first.values[name]):
                yield sheet.finding(
                    row,
                    name,
                    "differs",
                    en=f"Row {first.number} of the same year says otherwise; a year has one.",
                    vi=f"Dòng {first.number} của cùng năm ghi khác; mỗi năm chỉ có một.",
                )


def _misread(sheet: tables.Sheet, own: uuid.UUID, slug: str) -> Iterator[Finding]:
    """What a request's body would have refused: no year, less than nothing, too many digits, another organisation."""
    for row in sheet.rows:
        if not _is_year(int(str(row.values["year"]))):
            said = f"{values.FIRST_YEAR}–{values.LAST_YEAR}"
            yield sheet.finding(row, "year", "not_a_year", en=f"Must be in {said}.", vi=f"Phải trong {said}.")
        for name in _MONEY:
            amount = row.values[name]
            if not isinstance(amount, Decimal):
                continue
            if amount < 0:
                yield sheet.finding(row, name, "greater_than_equal", en="Must not be negative.", vi="Không được âm.")
            if (wrong := targets.size_finding(name, amount, _DIGITS)) is not None:
                yield sheet.finding(row, name, wrong.code, en=wrong.en, vi=wrong.vi)
        named = row.values["organisation"]
        if named not in (None, slug) and names.uuid_or_none(str(named)) != own:
            yield sheet.finding(
                row,
                "organisation",
                "another_organisation",
                en=f"Spending is recorded for {slug} only.",
                vi=f"Chỉ ghi được số chi của {slug}.",
            )


def _is_year(year: int) -> bool:
    return values.FIRST_YEAR <= year <= values.LAST_YEAR


def _key(row: tables.Row) -> str:
    return f"{row.values['year']} {row.values['area']} {row.values['scope'] or 'own'}"
