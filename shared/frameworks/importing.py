"""The official index table, imported whole as the draft of a framework's next version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from shared.audit.acting import Acting
from shared.frameworks import annex, checks, drafted_rows, drafting, drafts, errors, publishing, shape, versions
from shared.frameworks import drafting_repository as repository
from shared.imports import values as imports
from shared.kit import db, tables
from shared.kit.errors import Finding
from shared.law import citations

KIND = "frameworks"
# What the request says beside the file: whose next version it is, and which document the table stands in.
FRAMEWORK, DOCUMENT, CLAUSE = "framework", "document", "clause"
# What the table itself can get wrong; the rest of a version is stated elsewhere, and only said here.
_OF_THE_TABLE = frozenset(
    {"maxima_sum", "weights_sum", "maximum_unknown", "weight_unknown", "not_scored", "empty", "total_zero"}
)
_COLUMNS = {"weight": "max_points", "max_points": "max_points", "rule": "rule", "code": "stt", "method": "method"}


class _Work(NamedTuple):
    """The version that is to be drafted."""

    framework: str
    version: int | None
    content: drafts.Content


class Importer:
    """Imports an index table (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: Sequence[tables.Column] = annex.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """A verdict for each row against the draft that stands, and what keeps the table from being a version."""
        await repository.lock(session)
        facts = context.facts
        framework = await repository.find_framework(session, str(facts[FRAMEWORK]))
        if framework is None:
            raise errors.FrameworkNotFound(framework=facts[FRAMEWORK])
        known = await repository.versions(session, framework["id"])
        drafted = known[0] if known and known[0]["status"] == "draft" else None
        base = await _base(session, known)
        read = annex.read(sheet, base, drafts.Cited(str(facts[DOCUMENT]), str(facts[CLAUSE])))
        content, wrong = shape.read(read.content)
        found = [
            *read.findings,
            *(_placed(sheet, read, one) for one in wrong),
            *await _cited(session, sheet, read, content),
        ]
        if not sheet.found.errors and not read.findings and not wrong:
            found += await _checked(session, sheet, read, content, framework["id"])
        verdicts = list(_verdicts(read, content, base if drafted is not None else None))
        number = None if drafted is None else int(drafted["version"])
        return imports.Plan(verdicts, found, _Work(framework["slug"], number, content))

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Draft the version, or write its draft anew."""
        work: _Work = plan.work
        acting = Acting(context.actor, context.clock)
        if work.version is None:
            await drafting.draft(session, acting, work.framework, work.content, None)
        else:
            await drafting.replace(session, acting, work.framework, work.version, work.content, match=lambda _: None)


async def _base(session: db.Session, known: db.Rows) -> drafts.Content:
    """The draft, or else the latest version, or else nothing."""
    if known:
        return await versions.content(session, known[0]["version_id"])
    return drafts.Content("unknown", None, None, (), (), drafts.Cited("", ""))


async def _cited(session: db.Session, sheet: tables.Sheet, read: annex.Read, content: drafts.Content) -> list[Finding]:
    """What is wrong with the document, and with words that do not stand in a text we hold."""
    judged = await citations.judge(session, dict(drafted_rows.citations_of(content)))
    whole = [one for one in judged if one.field.startswith("source.")]
    if whole:  # once, not once a row
        return [replace(one, field=one.field.removeprefix("source."), place=sheet.place()) for one in whole]
    return [_placed(sheet, read, one) for one in judged if not one.field.startswith("pillars.")]


async def _checked(
    session: db.Session, sheet: tables.Sheet, read: annex.Read, content: drafts.Content, framework: Any
) -> list[Finding]:
    known = await publishing.known_constraints(session, framework)
    before = await repository.latest_published(session, framework, 2**31 - 1)
    latest = None if before is None else await versions.content(session, before)
    return [_placed(sheet, read, _severity(one)) for one in checks.findings(content, known, latest)]


def _severity(finding: Finding) -> Finding:
    return finding if finding.code in _OF_THE_TABLE else replace(finding, severity="warning")


def _placed(sheet: tables.Sheet, read: annex.Read, finding: Finding) -> Finding:
    """A finding of a version where its cell stands in the file."""
    where, _, last = finding.field.removesuffix(".quote").rpartition(".")
    row = read.total if finding.field == "total_points" else read.rows.get(where)
    column = "max_points" if finding.field == "total_points" else _COLUMNS.get(last)
    if row is None:  # of the whole table: no cell stands for it
        return replace(finding, place=sheet.place())
    return sheet.finding(row, column, finding.code, en=finding.en, vi=finding.vi, severity=finding.severity)


def _verdicts(read: annex.Read, content: drafts.Content, drafted: drafts.Content | None) -> Iterator[imports.Verdict]:
    indices = {} if drafted is None else {one.number: replace(one, components=()) for one in drafted.main_indices}
    components = {} if drafted is None else {one.code: one for _, one in drafted.components}
    for place, index in enumerate(content.main_indices):
        before = indices.get(index.number)
        alone = replace(index, components=())
        yield _verdict(read.rows[f"main_indices.{place}"], str(index.number), before, alone)
        for position, one in enumerate(index.components):
            row = read.rows[f"main_indices.{place}.components.{position}"]
            yield _verdict(row, one.code, components.get(one.code), one)


def _verdict(row: tables.Row, key: str, before: object, now: object) -> imports.Verdict:
    return imports.Verdict(row.number, "new" if before is None else "unchanged" if before == now else "changed", key)
