"""What can be asked of imports: carried out at once, laid down for the worker, read, cancelled."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from shared.audit import service as audit
from shared.imports import errors, events, repository, running, values
from shared.kit import callers, db, tables
from shared.outbox import service as outbox

# What a request carries out itself: under two seconds on a slow machine. More goes to the worker, so that no proxy on
# the way gives up and no request holds a connection for long.
MOST_ROWS_AT_ONCE = 5_000
MOST_BYTES_AT_ONCE = 1_048_576
# Of a workbook unpacked, which is ten times as many as packed; of zeros it is a thousand times, and several requests at
# once would take the memory of the process.
MOST_UNPACKED_AT_ONCE = 32 * MOST_BYTES_AT_ONCE


async def at_once(
    session: db.Session, importer: values.Importer, file: values.File, *, dry_run: bool, context: values.Context
) -> values.Outcome | None:
    """Carry out an import in the request's transaction and keep how it ended; None when the file has too many rows for
    that, or is too large unpacked (then nothing was done).

    Raises ImportRefused: nothing is kept of an import that is refused, but a dry run that would be is.
    """
    if await running.unpacked_bytes(file) > MOST_UNPACKED_AT_ONCE:
        return None
    sheet = await running.read(importer, file)
    if sheet.row_count > MOST_ROWS_AT_ONCE:
        return None
    outcome = await running.carry_out(session, importer, sheet, dry_run=dry_run, context=context)
    if outcome.state == "refused" and not dry_run:
        raise running.refusal(outcome)
    await repository.add(session, _asked(outcome.kind, file, dry_run, context) | ended(outcome), ended=True)
    await repository.add_verdicts(session, outcome.id, outcome.verdicts)
    await record(session, outcome, file, context)
    return outcome


async def lay_down(
    session: db.Session, kind: str, file: values.File, *, dry_run: bool, context: values.Context
) -> None:
    """Keep a file for the worker, and the event that wakes it, in the request's transaction."""
    asked = _asked(kind, file, dry_run, context)
    await repository.add(session, asked | {"state": "waiting", "caller": callers.current() or None}, ended=False)
    await repository.add_content(session, context.id, file.content)
    await outbox.record(session, events.ImportAsked(context.id, kind))


async def as_json(
    door: db.Session | db.Reader,
    kind: str,
    import_id: uuid.UUID,
    *,
    organisation: str,
    verdict: values.Judged | None = None,
    after: int | None = None,
    limit: int = 50,
    language: str = "vi",
) -> bytes:
    """An import of a kind that an organisation (slug) asked for, with a page of its verdicts after a row, as JSON.

    Raises ImportNotFound: also for those of others.
    """
    found = await repository.item_as_json(
        door,
        kind,
        import_id,
        organisation=organisation,
        verdict=verdict,
        after=after,
        limit=limit,
        language=language,
    )
    if found is None:
        raise errors.ImportNotFound
    return found


async def cancel(session: db.Session, kind: str, import_id: uuid.UUID, *, organisation: str) -> None:
    """Ask for an import that has not ended to be stopped; the worker stops at its next step and says so. Twice is once.

    Raises ImportNotFound, ImportEnded.
    """
    state = await repository.ask_to_cancel(session, import_id, kind, organisation)
    if state is None:
        raise errors.ImportNotFound
    if state in values.ENDED:
        raise errors.ImportEnded(state=state)


async def record(session: db.Session, outcome: values.Outcome, file: values.File, context: values.Context) -> None:
    """The audit entry of an import that wrote: which file (its SHA-256) and how many rows of each verdict."""
    if outcome.state != "done":
        return
    said = {"sha256": file.sha256, "file_name": file.name, "rows": outcome.rows, **outcome.counts}
    await audit.record(
        session,
        context.actor,
        action=f"import_{outcome.kind}",
        entity_kind="import",
        entity_id=outcome.id,
        occurred_at=context.clock.now(),
        after=said,
    )


def _asked(kind: str, file: values.File, dry_run: bool, context: values.Context) -> dict[str, Any]:
    return {
        "id": context.id,
        "kind": kind,
        "dry_run": dry_run,
        "organisation": context.actor.organisation,
        "actor": repository.dumped(asdict(context.actor)),
        "facts": repository.dumped(dict(context.facts)),
        "file_name": file.name,
        "media_type": file.media_type,
        "byte_count": len(file.content),
        "sha256": file.sha256,
    }


def ended(outcome: values.Outcome) -> dict[str, Any]:
    """How an import ended, as the columns of its row."""
    written = outcome.counts["new"] + outcome.counts["changed"] if outcome.state == "done" else 0
    return {
        "state": outcome.state,
        "row_count": outcome.rows,
        "rows_read": outcome.rows,
        "rows_judged": outcome.rows,
        "rows_written": written,
        "counts": repository.dumped(outcome.counts),
        "findings": repository.dumped([values.said(one) for one in outcome.findings[: tables.MOST_FINDINGS]]),
        "error_count": outcome.errors,
        "warning_count": outcome.warnings,
    }
