"""What a person, a job or another domain can ask of targets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.targets import (
    errors,
    judgements_repository,
    milestones_repository,
    progress,
    repository,
    roll_up_repository,
    standings,
    values,
)


async def install(session: db.Session, targets: Sequence[rows.Row], statements: Sequence[rows.Row]) -> int:
    """Bring targets and what documents say of their milestones to what the catalog states, and fold the milestones
    anew under what was amended since; the number of rows changed."""
    changed = await repository.install(session, targets)
    await milestones_repository.install_statements(session, statements)
    at = await milestones_repository.instant(session, None)
    return changed + await milestones_repository.refold(session, at, None)


async def list_page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """One page of the targets in force on a day, in the order of the catalog, as JSON."""
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, target: str) -> bytes:
    """One target by id or code, as JSON. Raises TargetNotFound, also when it is not in force on that day."""
    found = await repository.find(reader, at, target)
    if found is None:
        raise errors.TargetNotFound(target=target)
    return found


async def get_progress(reader: db.Reader, at: Moment, target: str, *, everything: bool = True) -> bytes:
    """Where a target stands on a day, by what rule and by which figures, as JSON. Raises TargetNotFound.

    Without `everything` only where the province stands by its own final figures: what anybody may know.
    """
    row = await repository.progress_row(reader, at, target)
    if row is None:
        raise errors.TargetNotFound(target=target)
    known = Moment(at.as_of, row["known_at"])
    vintages = await repository.list_vintages(reader, row["id"], known, row["provinces"])
    judged = await judgements_repository.list_of(reader, row["id"], known) if row["measure"] != "numeric" else []
    judgements = [{**one, "is_province": one["organisation_id"] in row["provinces"]} for one in judged]
    if not everything:
        final = [one for one in vintages if one["is_province"] and one["kind"] == "final"]
        return progress.document(progress.Facts(row, at.as_of, final, judgements=judgements, public=True))
    rolled, first = await standings.roll_ups(reader, known, row, vintages, {})
    findings = await roll_up_repository.open_of(reader, row["id"], known)
    return progress.document(progress.Facts(row, at.as_of, vintages, rolled, first, judgements, findings))


async def filter_id(reader: db.Reader, field: str, target: str | None) -> uuid.UUID | None:
    """The id behind a list's filter; None without one. Raises NoSuchTarget naming the field."""
    if target is None:
        return None
    found = await repository.find_id(reader, target)
    if found is None:
        where = Finding(field, f"There is no target {target!r}.", f"Không có chỉ tiêu {target!r}.")
        raise errors.NoSuchTarget(where, target=target)
    return found
