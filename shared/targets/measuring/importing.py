"""The import of a file of figures (shared/imports).

A file is judged as one request would be, but whole: targets, days and earlier vintages are looked up once for all rows,
and the new rows are copied. What some vintage says already is `unchanged`, so that the same file sent again changes
nothing; a row of the form that states nothing yet is, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from shared.imports import copying
from shared.imports import values as imports
from shared.kit import db, names, tables
from shared.kit.errors import Finding
from shared.targets import contradictions
from shared.targets import values as targets
from shared.targets.measuring import files, repository, rules, service, values

KIND = "measurements"
# A fact beside the file: whether a service account sends it.
SERVICE = "service"
_STATES = ("measured_on", "value", "numerator", "denominator")
_COPIED = (
    *("id", "target_id", "organisation_id", "measured_on", "value", "numerator", "denominator", "kind", "origin"),
    *("quality_note", "corrects_id", "reason", "recorded_by"),
)


class _Stated(NamedTuple):
    """A row that states a figure of a day, what it says, and its target if there is one."""

    row: tables.Row
    said: values.Statement
    target: values.Measured | None


class Importer:
    """Imports the measurements of one organisation (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: tuple[tables.Column, ...] = files.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """A verdict for each row: `new` for the first figure of its target and day, `changed` for a further vintage."""
        speaker = await service.speaker_of(
            session, context.actor.organisation, on=context.today, service=bool(context.facts.get(SERVICE))
        )
        await repository.lock(session, speaker.organisation_id)
        known = await repository.list_targets(session, {_target(row) for row in sheet.rows})
        filled = [row for row in sheet.rows if any(row.values[name] is not None for name in _STATES)]
        stated = [_Stated(row, _said(row.values), known.get(_target(row))) for row in filled if _is_dated(row)]
        pairs = [(one.said, one.target) for one in stated]
        keys = [(one.target.id, one.said.measured_on) for one in stated if one.target]
        before = await repository.list_vintages(session, speaker.organisation_id, keys)
        wrong = [
            *(finding for row in filled for finding in _misread(sheet, row, speaker)),
            *_found(sheet, stated, rules.findings_of_all(pairs, before, speaker, context.today, str)),
        ]
        refused = {one.place.row for one in wrong if one.place}
        right = [one for one in stated if one.row.number not in refused]
        late = list(_found(sheet, right, rules.reopened([(one.said, one.target) for one in right], before, str)))
        judged = [_judged(one, before) for one in right]
        verdicts = {row.number: imports.Verdict(row.number, "unchanged", _target(row)) for row in sheet.rows}
        verdicts |= {one.verdict.row: one.verdict for one in judged}
        warnings = [_older(sheet, one) for one in judged if one.older]
        work = [_copied(one, speaker, context.actor.subject) for one in judged if one.verdict.verdict != "unchanged"]
        return imports.Plan(list(verdicts.values()), [*wrong, *late, *warnings], work)

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Append the new vintages."""
        if plan.work:
            await copying.copy(session, "measurements", _COPIED, plan.work)
            await contradictions.check(session, [row[0] for row in plan.work])


class _Judged(NamedTuple):
    """A row that may be recorded. `older`: some vintage says it already, but a later one of its kind says otherwise."""

    stated: _Stated
    target: values.Measured
    value: Decimal
    verdict: imports.Verdict
    older: bool


def _judged(stated: _Stated, before: rules.Before) -> _Judged:
    row, said, target = stated
    assert target is not None  # noqa: S101 - rows without a target were refused
    known = before[target.id, said.measured_on]
    value = rules.value_of(said, target)
    same = rules.unchanged(said, value, known) if known else None
    last = [one for one in known if one.kind == said.figure.kind][-1:]
    verdict: imports.Judged = "unchanged" if same else "changed" if known else "new"
    key = f"{target.code} {said.measured_on}"
    older = same is not None and [same] != last
    return _Judged(stated, target, value, imports.Verdict(row.number, verdict, key), older)


def _copied(one: _Judged, speaker: values.Speaker, subject: str) -> tuple[Any, ...]:
    said, target = one.stated.said, one.target
    figure = said.figure
    return (
        *(uuid.uuid4(), target.id, speaker.organisation_id, said.measured_on, one.value, figure.numerator),
        *(figure.denominator, figure.kind, said.origin, figure.quality_note, said.corrects, said.reason, subject),
    )


def _found(sheet: tables.Sheet, stated: Sequence[_Stated], findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings of the rules (`<number>.<column>`) at their cells."""
    for one in findings:
        number, _, column = one.field.partition(".")
        yield sheet.finding(stated[int(number)].row, column, one.code, en=one.en, vi=one.vi)


def _older(sheet: tables.Sheet, one: _Judged) -> Finding:
    return sheet.finding(
        one.stated.row,
        "value",
        "older_vintage",
        en="Was recorded before and replaced since; to return to it, name the recording that it corrects.",
        vi="Đã được ghi trước đây và đã bị thay; muốn quay lại số này, hãy nêu lần ghi được đính chính.",
        severity="warning",
    )


def _misread(sheet: tables.Sheet, row: tables.Row, speaker: values.Speaker) -> Iterator[Finding]:
    """What a request's body would have refused: no day, an id that is none, another organisation."""
    if not _is_dated(row):
        yield sheet.finding(row, "measured_on", "missing", en="A figure needs its day.", vi="Số liệu phải có ngày.")
    given = row.values
    if given["corrects"] is not None and names.uuid_or_none(str(given["corrects"])) is None:
        yield sheet.finding(row, "corrects", "uuid_parsing", en="Must be an id.", vi="Phải là id.")
    named = given["organisation"]
    if named not in (None, speaker.slug) and names.uuid_or_none(str(named)) != speaker.organisation_id:
        yield sheet.finding(
            row,
            "organisation",
            "another_organisation",
            en=f"Figures are recorded for {speaker.slug} only.",
            vi=f"Chỉ ghi được số liệu của {speaker.slug}.",
        )


def _said(given: Mapping[str, Any]) -> values.Statement:
    corrects = given["corrects"] and names.uuid_or_none(given["corrects"])
    figure = targets.Figure(
        given["target"],
        given["value"],
        given["numerator"],
        given["denominator"],
        given["kind"] or "final",
        given["quality_note"],
    )
    return values.Statement(figure, given["measured_on"], given["origin"] or "organisation", corrects, given["reason"])


def _is_dated(row: tables.Row) -> bool:
    return row.values["measured_on"] is not None


def _target(row: tables.Row) -> str:
    return service.key_of(str(row.values["target"]))
