"""The annex of the plan, imported whole: every row judged, its groups counted and its money summed against the plan."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shared.audit.acting import Acting
from shared.imports import values as imports
from shared.kit import db, decimals, tables
from shared.kit.errors import Finding
from shared.tasks import annex, drafts, parties_repository, resolving, values, writing
from shared.tasks import writing_repository as repository
from shared.tasks.drafts import Content, Draft, Held

KIND = "tasks"
_ALL_FUNDS = ("Tổng kinh phí", "Total")
_NEW = Draft("", "", "", None, "certain")


class _Row(NamedTuple):
    """A row with what it states and what the register holds of its task."""

    row: tables.Row
    draft: Draft
    held: Held | None


class _Work(NamedTuple):
    """What is to be written."""

    resolved: resolving.Resolved
    numbers: list[int]
    stated: dict[uuid.UUID, Content]
    held: dict[uuid.UUID, Held]


class Importer:
    """Imports the tasks of the plan (`shared.imports.values.Importer`)."""

    kind: str = KIND
    columns: Sequence[tables.Column] = annex.COLUMNS

    async def judge(self, session: db.Session, sheet: tables.Sheet, context: imports.Context) -> imports.Plan:
        """A verdict for each row; what the whole annex lacks, or has too much of, beside what is wrong with rows."""
        await parties_repository.lock(session)
        held = await repository.held(session, {str(row.values["code"]) for row in sheet.rows})
        twice = list(_twice(sheet))
        spoiled = {one.place.row for one in twice if one.place}
        rows = [_row(row, held, sheet) for row in sheet.rows if row.number not in spoiled]

        def find(number: int, where: str, en: str, vi: str, code: str) -> Finding:
            row = rows[number].row
            return sheet.finding(row, annex.column_of(row.values, where), code, en=en, vi=vi)

        resolved = await resolving.resolve(session, [one.draft for one in rows], find)
        contents = [
            content and (writing.keeping_sources(content, one.held) if one.held else content)
            for one, content in zip(rows, resolved.contents, strict=True)
        ]
        stated = {
            values.task_id(one.draft.code): content for one, content in zip(rows, contents, strict=True) if content
        }
        wrong = [*twice, *resolved.findings, *await _ring(session, sheet, rows, stated)]
        whole = [*await _counted(session, sheet, rows), *await _summed(session, sheet, rows)]
        verdicts = [_verdict(one, content) for one, content in zip(rows, contents, strict=True)]
        changed = [number for number, one in enumerate(verdicts) if one.verdict in ("new", "changed")]
        ids = [values.task_id(rows[number].draft.code) for number in changed]
        work = _Work(
            resolved,
            changed,
            {task: stated[task] for task in ids if task in stated},
            {one.held.id: one.held for one in rows if one.held},
        )
        return imports.Plan(verdicts, [*wrong, *whole], work)

    async def write(self, session: db.Session, plan: imports.Plan, context: imports.Context) -> None:
        """Enter and correct the tasks that differ."""
        work: _Work = plan.work
        if not work.stated:
            return
        await resolving.store_sources(session, work.resolved, work.numbers)
        held = {task: one for task, one in work.held.items() if task in work.stated}
        await writing.put(session, Acting(context.actor, context.clock), work.stated, held=held)


def _row(row: tables.Row, held: Mapping[str, Held], sheet: tables.Sheet) -> _Row:
    known = held.get(str(row.values["code"]))
    base = _NEW if known is None or known.closed else drafts.draft_of(known)
    return _Row(row, dataclasses.replace(base, **annex.stated(row.values, sheet.columns)), known)


def _verdict(one: _Row, content: Content | None) -> imports.Verdict:
    if content is None:
        return imports.Verdict(one.row.number, "refused", one.draft.code)
    if one.held is None or one.held.closed:
        return imports.Verdict(one.row.number, "new", one.draft.code)
    same = content == one.held.content
    return imports.Verdict(one.row.number, "unchanged" if same else "changed", one.draft.code)


def _twice(sheet: tables.Sheet) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row in sheet.rows:
        code = str(row.values["code"])
        if code in first:
            en, vi = f"Row {first[code]} states {code} already.", f"Dòng {first[code]} đã nêu {code}."
            yield sheet.finding(row, "code", "twice", en=en, vi=vi)
        first.setdefault(code, row.number)


async def _ring(
    session: db.Session, sheet: tables.Sheet, rows: Sequence[_Row], stated: Mapping[uuid.UUID, Content]
) -> list[Finding]:
    path = await writing.ring(session, stated)
    if path is None:
        return []
    row = next(one.row for one in rows if one.draft.code in path)
    way = " → ".join(path)
    en, vi = f"{way} (each waits for the next).", f"{way} (mỗi nhiệm vụ chờ nhiệm vụ sau)."
    return [sheet.finding(row, "depends_on", "cycle", en=en, vi=vi)]


async def _counted(session: db.Session, sheet: tables.Sheet, rows: Sequence[_Row]) -> list[Finding]:
    """The tasks of each group, those of the register that the file leaves out among them, against the plan's number."""
    found = []
    for group in await repository.groups_counted(session, {one.draft.code for one in rows}):
        count = group["elsewhere"] + sum(one.draft.group in (group["code"], str(group["id"])) for one in rows)
        if count != group["task_count"]:
            missing = group["task_count"] - count
            en = f"{group['code']}: {count} tasks, the plan has {group['task_count']}: "
            vi = f"{group['name']}: {count} nhiệm vụ, kế hoạch có {group['task_count']}: "
            en += f"{missing} missing." if missing > 0 else f"{-missing} too many."
            vi += f"còn thiếu {missing}." if missing > 0 else f"thừa {-missing}."
            found.append(_of_whole(sheet, "group", "group_count", en, vi, is_error=missing < 0))
    return found


async def _summed(session: db.Session, sheet: tables.Sheet, rows: Sequence[_Row]) -> list[Finding]:
    """What the tasks cost by source of funds, likewise, against the plan. Unit: million VND."""
    plan = await repository.funds(session)
    sums = await repository.money_elsewhere(session, {one.draft.code for one in rows})
    for one in rows:
        for money in one.draft.budget:
            sums[money.fund] = sums.get(money.fund, Decimal(0)) + money.amount
    sums["total"] = sum(sums.values(), Decimal(0))
    found = []
    for fund, planned in plan.items():
        difference = planned - sums.get(fund, Decimal(0))
        if difference != 0:
            said, of, rest = (_vnd(value) for value in (sums.get(fund, Decimal(0)), planned, abs(difference)))
            name_vi, name_en = annex.FUNDS.get(fund, _ALL_FUNDS)
            en = f"{name_en}: {said} million VND, the plan has {of}: {rest} " + (
                "missing." if difference > 0 else "too much."
            )
            vi = (
                f"{name_vi}: {said} triệu đồng, kế hoạch có {of}: "
                + ("còn thiếu" if difference > 0 else "vượt")
                + f" {rest}."
            )
            found.append(_of_whole(sheet, fund, "budget_sum", en, vi, is_error=difference < 0))
    return found


def _of_whole(sheet: tables.Sheet, column: str, code: str, en: str, vi: str, *, is_error: bool) -> Finding:
    return sheet.finding(None, column, code, en=en, vi=vi, severity="error" if is_error else "warning")


def _vnd(amount: Decimal) -> str:
    return str(decimals.plain(amount))
