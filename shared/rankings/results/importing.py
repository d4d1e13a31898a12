"""The import of official results (shared/imports): a framework and year on a document, an organisation a row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shared.assessments import publishing
from shared.assessments import publishing_values as published
from shared.assessments import service as assessments
from shared.frameworks.values import Structure
from shared.imports import values as imports
from shared.kit import db, names, tables
from shared.kit.errors import Finding
from shared.law import citations, sources
from shared.rankings import errors
from shared.rankings.results import repository, rules, table, under

KIND = "results"
# Facts of the request beside the file.
FACTS = ("framework", "year", "document", "clause", "quote", "note")
# What says nothing about an organisation by itself.
_NO_FIGURES = ("organisation", "rank_of")
_DERIVED = sources.Source(
    kind="derived", note="Tính từ giá trị các chỉ số chính đã công bố và trọng số của bộ chỉ số (docs/scoring.md)."
)


@dataclass(frozen=True)
class Publication:
    """What the file is about: a framework in the version that the year stands under, and everybody who may be named."""

    framework_id: uuid.UUID
    framework: str
    year: int
    structure: Structure
    field: Sequence[Mapping[str, Any]]
    citation: citations.Citation


@dataclass
class _Held:
    """What is in force of an organisation."""

    assessment_id: uuid.UUID
    printed: dict[str, rules.Printed] = field(default_factory=dict)
    figures: dict[str, published.Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class _Judged:
    """A row that names an organisation, and what it prints."""

    row: tables.Row
    organisation: Mapping[str, Any]
    printed: dict[str, rules.Printed]


class Importer:
    """Imports official results (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: Sequence[tables.Column] = table.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """`new` where nothing was published of an organisation and year, `changed` where something else was,
        `unchanged` where the same is in force. What contradicts what follows from it is a warning: it stays as printed.
        """
        about = await look_up(session, context.facts)
        found = [
            finding
            for one in await citations.judge(session, {"source": about.citation})
            for finding in [_of_file(one.field.removeprefix("source."), one)]
        ]
        judged, wrong = _rows(sheet, about)
        held = await _held(session, about)
        verdicts = [_verdict(one, held.get(one.organisation["id"])) for one in judged]
        warnings = _contradictions(sheet, about, judged)
        work = [one for one, said in zip(judged, verdicts, strict=True) if said.verdict != "unchanged"]
        return imports.Plan(verdicts, [*found, *wrong, *warnings], (about, work, held))

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Put what differs in force: the imports before are superseded and stay."""
        about, work, held = plan.work
        if not work:
            return
        source_id = await citations.cite(session, about.citation)
        await sources.install(session, [_DERIVED])
        results = [_result(about, one, held.get(one.organisation["id"]), source_id) for one in work]
        await publishing.publish(
            session,
            published.Publication(
                about.structure.version_id, about.year, source_id, context.actor.subject, context.id, results
            ),
        )


async def look_up(session: db.Session, facts: Mapping[str, Any]) -> Publication:
    """What a request says beside its file. Raises RankingRefused naming the parameter."""
    year = int(facts["year"])
    reader = await db.reading(session)
    framework = await under.find(reader, str(facts["framework"]))
    if year not in framework.years:
        years = ", ".join(map(str, framework.years))
        raise errors.RankingRefused(Finding("year", f"One of {years}.", f"Một trong các năm {years}.", "not_its_year"))
    quote, note = (None if facts.get(name) is None else str(facts[name]) for name in ("quote", "note"))
    return Publication(
        framework.id,
        framework.slug,
        year,
        await under.to_import(reader, framework, year),
        await repository.list_field(session, framework.level, dt.date(year, 12, 31)),
        citations.Citation(str(facts["document"]), str(facts["clause"]), quote, note),
    )


def _of_file(name: str, one: Finding) -> Finding:
    return Finding(name, one.en, one.vi, one.code)


def _rows(sheet: tables.Sheet, about: Publication) -> tuple[list[_Judged], list[Finding]]:
    known = _names(about.field)
    numbers = {index.number for index in about.structure.main_indices}
    judged: list[_Judged] = []
    wrong: list[Finding] = []
    first: dict[uuid.UUID, int] = {}
    for row in sheet.rows:
        found = _faults(sheet, row, numbers)
        organisation = _named(str(row.values["organisation"]), known)
        if isinstance(organisation, list):
            found.append(_unknown(sheet, row, organisation))
        elif organisation["id"] in first:
            where = first[organisation["id"]]
            en, vi = (
                f"Row {where} is about {organisation['slug']} already.",
                f"Dòng {where} đã nêu {organisation['slug']}.",
            )
            found.append(sheet.finding(row, "organisation", "twice", en=en, vi=vi))
        else:
            first[organisation["id"]] = row.number
            judged += [] if found else [_Judged(row, organisation, _printed(row))]
        wrong += found
    return judged, wrong


def _names(field: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Everybody by slug, id and folded name; a folded name that two share names neither."""
    known: dict[str, list[Mapping[str, Any]]] = {}
    for one in field:
        for key in {one["slug"], str(one["id"]), rules.folded(one["name"])}:
            known.setdefault(key, []).append(one)
    return known


def _named(given: str, known: Mapping[str, list[Mapping[str, Any]]]) -> Mapping[str, Any] | list[str]:
    """The organisation that a cell names, or the slugs of those it may have meant."""
    text = names.nfc(given.strip())
    for key in (text, text.lower(), rules.folded(text)):
        if len(known.get(key, ())) == 1:
            return known[key][0]
    near = rules.resembling(text, known)
    return sorted({one["slug"] for name in near for one in known[name]})


def _unknown(sheet: tables.Sheet, row: tables.Row, near: Sequence[str]) -> Finding:
    listed = ", ".join(near)
    en = f"Not of the register that year; perhaps {listed}." if near else "Not of the register that year."
    vi = f"Không có trong danh bạ năm đó; có lẽ là {listed}." if near else "Không có trong danh bạ năm đó."
    en, vi = f"{en} GET /v1/organisations lists them.", f"{vi} Xem GET /v1/organisations."
    return sheet.finding(row, "organisation", "unknown", en=en, vi=vi)


def _faults(sheet: tables.Sheet, row: tables.Row, numbers: set[int]) -> list[Finding]:
    found = []
    for column, value in row.values.items():
        if value is None or column == "organisation":
            continue
        number = int(column.rpartition("_")[2]) if column.rpartition("_")[2].isdigit() else None
        if number is not None and number not in numbers:
            en, vi = f"The framework has no main index {number}.", f"Bộ chỉ số không có chỉ số chính {number}."
            found.append(sheet.finding(row, column, "unknown_index", en=en, vi=vi))
        elif isinstance(value, Decimal):
            wrong = rules.places_findings(value)
            found += [sheet.finding(row, column, code, en=en, vi=vi) for code, en, vi in wrong]
        elif isinstance(value, int):
            wrong = rules.rank_findings(value)
            found += [sheet.finding(row, column, code, en=en, vi=vi) for code, en, vi in wrong]
    rank, among = row.values.get("rank"), row.values.get("rank_of")
    if isinstance(rank, int) and isinstance(among, int) and rank > among:
        en, vi = f"Rank {rank} among {among}.", f"Hạng {rank} trong số {among}."
        found.append(sheet.finding(row, "rank", "rank_beyond", en=en, vi=vi))
    if all(row.values.get(column.name) is None for column in table.COLUMNS if column.name not in _NO_FIGURES):
        found.append(sheet.finding(row, "total", "missing", en="States no figure.", vi="Không nêu số liệu nào."))
    return found


def _printed(row: tables.Row) -> dict[str, rules.Printed]:
    """What a row prints, by node; nothing of nodes whose cells are empty."""
    said: dict[str, Any] = row.values
    printed = {"total": rules.Printed(said.get("total"), said.get("rank"), said.get("rank_of"))}
    for number in range(1, table.MOST_INDICES + 1):
        value, rank = said.get(table.index_column(number)), said.get(table.rank_column(number))
        printed[f"index:{number}"] = rules.Printed(value, rank)
    return {node: one for node, one in printed.items() if one.value is not None or one.rank is not None}


async def _held(session: db.Session, about: Publication) -> dict[uuid.UUID, _Held]:
    held: dict[uuid.UUID, _Held] = {}
    for row in await repository.list_held(session, about.framework_id, about.year):
        one = held.setdefault(row["organisation_id"], _Held(row["assessment_id"]))
        if row["node"] is not None:
            printed = None if row["certainty"] == "derived" else row["value"]
            one.printed[row["node"]] = rules.Printed(printed, row["rank"], row["rank_of"])
            one.figures[row["node"]] = published.Figure(
                *(row["node"], row["value"], row["rank"], row["rank_of"], row["source_id"], row["certainty"]),
                rank_source_id=row["rank_source_id"],
                rank_certainty=row["rank_certainty"],
            )
    return held


def _verdict(one: _Judged, held: _Held | None) -> imports.Verdict:
    slug = str(one.organisation["slug"])
    if held is None or not held.printed:
        return imports.Verdict(one.row.number, "new", slug)
    same = all(_agrees(printed, held.printed.get(node)) for node, printed in one.printed.items())
    return imports.Verdict(one.row.number, "unchanged" if same else "changed", slug)


def _agrees(printed: rules.Printed, held: rules.Printed | None) -> bool:
    """Whether everything printed is in force already."""
    pairs = [(getattr(printed, name), held and getattr(held, name)) for name in ("value", "rank", "rank_of")]
    return all(said is None or said == stands for said, stands in pairs)


def _result(about: Publication, one: _Judged, held: _Held | None, source_id: uuid.UUID) -> published.Result:
    """What is in force from now on: what the row prints; of what it leaves out, what stood before with its ground; and
    what follows: pillars, and the total where none was printed."""
    figures = dict(held.figures) if held else {}
    for node, printed in one.printed.items():
        figures[node] = _overlaid(node, printed, figures.get(node), source_id)
    values = {
        int(node.removeprefix("index:")): figure.value
        for node, figure in figures.items()
        if node.startswith("index:") and figure.value is not None
    }
    for code, value in assessments.pillar_values(about.structure, values).items():
        figures[f"pillar:{code}"] = published.Figure(f"pillar:{code}", value, None, None, _DERIVED.id, "derived")
    figures["total"] = _total(figures.get("total"), rules.total(about.structure, values))
    slug, organisation_id = str(one.organisation["slug"]), one.organisation["id"]
    assessment_id = held.assessment_id if held else assessments.assessment_id(about.framework, slug, about.year)
    return published.Result(assessment_id, organisation_id, held is None, tuple(figures.values()))


def _overlaid(
    node: str, printed: rules.Printed, before: published.Figure | None, source_id: uuid.UUID
) -> published.Figure:
    """What a row prints of a node, on its ground; what it leaves out as it stood, on the ground that it stood on."""
    if before is None:
        certainty = "unknown" if printed.value is None else "certain"
        return published.Figure(node, printed.value, printed.rank, printed.rank_of, source_id, certainty)
    stands = (before.value, before.source_id, before.certainty)
    value, ground, certainty = stands if printed.value is None else (printed.value, source_id, "certain")
    ranked = (before.rank, before.rank_source_id or before.source_id, before.rank_certainty)
    rank, rank_ground, rank_certainty = ranked if printed.rank is None else (printed.rank, source_id, "certain")
    rank_of = before.rank_of if printed.rank_of is None else printed.rank_of
    return published.Figure(node, value, rank, rank_of, ground, certainty, rank_ground, rank_certainty)


def _total(stands: published.Figure | None, computed: Decimal | None) -> published.Figure:
    """The total as printed; where none was, the computed one beside the rank that was printed."""
    if stands is not None and stands.value is not None and (stands.certainty != "derived" or computed is None):
        return stands
    certainty = "unknown" if computed is None else "derived"
    if stands is None:
        return published.Figure("total", computed, None, None, _DERIVED.id, certainty)
    return published.Figure(
        *("total", computed, stands.rank, stands.rank_of, _DERIVED.id, certainty),
        rank_source_id=stands.rank_source_id or stands.source_id,
        rank_certainty=stands.rank_certainty,
    )


def _contradictions(sheet: tables.Sheet, about: Publication, judged: Sequence[_Judged]) -> list[Finding]:
    rows = {str(one.organisation["slug"]): one.row for one in judged}
    printed = {str(one.organisation["slug"]): one.printed for one in judged}
    everybody = len(printed) >= len(about.field)
    return [
        _warning(sheet, rows[one.organisation], one)
        for one in rules.differences(about.structure, printed, ranks=everybody)
    ]


def _warning(sheet: tables.Sheet, row: tables.Row, one: rules.Difference) -> Finding:
    printed, computed = f"{one.published.normalize():f}", f"{one.computed.normalize():f}"
    if one.what == "value":
        allowed = f"{one.tolerance.normalize():f}"
        en = f"Published {printed}; {computed} follows from the main indices (tolerance {allowed})."
        vi = f"Công bố {printed}; từ các chỉ số chính tính ra {computed} (sai số {allowed})."
        return sheet.finding(row, "total", "total_differs", en=en, vi=vi, severity="warning")
    low, high = one.possible or (0, 0)
    column = "rank" if one.node == "total" else table.rank_column(int(one.node.removeprefix("index:")))
    en = f"Published rank {printed}; by the values it is {computed} (possible: {low} to {high})."
    vi = f"Công bố hạng {printed}; theo giá trị là hạng {computed} (có thể từ {low} đến {high})."
    return sheet.finding(row, column, "rank_differs", en=en, vi=vi, severity="warning")
