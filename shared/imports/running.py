"""An import from the file to the last row, in one transaction: read, judged, and (unless it is a dry run) written."""

from __future__ import annotations

import dataclasses

import anyio.to_thread

from shared.imports import collecting, errors, repository, values
from shared.kit import db, failpoints, tables
from shared.kit.tables import Findings


async def read(importer: values.Importer, file: values.File) -> tables.Sheet:
    """The file against the importer's columns. Outside of any transaction: it takes seconds for a large file, and an
    open writing transaction holds back the change feed."""

    def in_thread() -> tables.Sheet:
        return tables.read(file.content, media_type=file.media_type, columns=importer.columns)

    with collecting.held():
        return await anyio.to_thread.run_sync(in_thread)


async def unpacked_bytes(file: values.File) -> int:
    """How large a file is before it is read: of a workbook what it says of itself."""
    if file.media_type != tables.XLSX:
        return len(file.content)
    return await anyio.to_thread.run_sync(tables.unpacked_bytes, file.content)


async def carry_out(
    session: db.Session, importer: values.Importer, sheet: tables.Sheet, *, dry_run: bool, context: values.Context
) -> values.Outcome:
    """Judge a sheet and write it, unless that is only asked about or something is wrong with it.

    Imports of one kind wait for each other, so that nothing is judged against what another one is writing. Writes
    whole or nothing: with an error the outcome is `refused` and nothing was written.
    """
    await repository.lock(session, importer.kind)
    await context.progress.read(sheet.row_count)
    await failpoints.reach("import.read")
    with collecting.held():
        plan = await importer.judge(session, sheet, context) if sheet.readable else values.Plan()
        found = _together(sheet, plan)
        verdicts = _verdicts(sheet, plan, found.rows)
    await context.progress.judged(sheet.row_count)
    await failpoints.reach("import.judged")
    state: values.State = "refused" if found.errors else "judged" if dry_run else "done"
    if state == "done":
        await importer.write(session, plan, context)
        await context.progress.written(sum(one.verdict in ("new", "changed") for one in verdicts))
        await failpoints.reach("import.written")
    return values.Outcome(
        context.id,
        importer.kind,
        state,
        dry_run,
        sheet.row_count,
        verdicts,
        found.in_order(),
        found.errors,
        found.warnings,
    )


async def run(
    session: db.Session,
    importer: values.Importer,
    file: values.File,
    *,
    dry_run: bool,
    context: values.Context,
    progress: values.Progress | None = None,
) -> values.Outcome:
    """Read, judge and write a file. Raises ImportRefused with all findings, unless it is a dry run."""
    if progress is not None:
        context = dataclasses.replace(context, progress=progress)
    sheet = await read(importer, file)
    outcome = await carry_out(session, importer, sheet, dry_run=dry_run, context=context)
    if outcome.state == "refused" and not dry_run:
        raise refusal(outcome)
    return outcome


def refusal(outcome: values.Outcome) -> errors.ImportRefused:
    """The problem of a refused import."""
    return errors.ImportRefused(
        *outcome.findings,
        count=outcome.errors,
        error_count=outcome.errors,
        warning_count=outcome.warnings,
        rows=outcome.rows,
        counts=outcome.counts,
    )


def _together(sheet: tables.Sheet, plan: values.Plan) -> Findings:
    if not plan.findings:
        return sheet.found
    found = Findings(sheet.found.kept)
    found.errors, found.warnings = sheet.found.errors, sheet.found.warnings
    found.rows = set(sheet.found.rows)
    for one in plan.findings:
        found.add(one)
    return found


def _verdicts(sheet: tables.Sheet, plan: values.Plan, refused: set[int]) -> list[values.Verdict]:
    """By row: what the importer says, and `refused` for every row with an error."""
    planned = {one.row: one for one in plan.verdicts}
    if not refused:
        return [planned[row.number] for row in sheet.rows if row.number in planned]
    for row in refused:
        key = planned[row].key if row in planned else ""
        planned[row] = values.Verdict(row, "refused", key)
    return [planned[number] for number in sorted(planned)]
