"""What a person or the catalog can ask of sets of targets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.targets.sets import errors, repository, standing, values


async def install(session: db.Session, sets: Sequence[rows.Row], members: Sequence[rows.Row]) -> int:
    """Bring the sets to what the catalog says; the number of rows changed."""
    return await repository.install(session, sets, members)


async def list_page(
    reader: db.Reader, at: Moment, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """One page of the sets in force on a day, in the order of the catalog, as JSON."""
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, target_set: str) -> bytes:
    """One set by id or slug with its criteria, as JSON. Raises TargetSetNotFound, also when it is not in force then."""
    found = await repository.find(reader, at, target_set)
    if found is None:
        raise errors.TargetSetNotFound(target_set=target_set)
    return found


async def list_standing(
    reader: db.Reader,
    at: Moment,
    target_set: str,
    organisation_id: uuid.UUID | None,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool = False,
) -> bytes:
    """One page of the organisations of the set's level in force on a day, each with where it stands, as JSON.

    Raises TargetSetNotFound, also when the set is not in force then.
    """
    head = await repository.find_head(reader, at, target_set)
    if head is None:
        raise errors.TargetSetNotFound(target_set=target_set)
    wanted = values.Level(head["level"], organisation_id)
    then = Moment(at.as_of, head["known_at"])  # both readings know the same
    found = await repository.list_standing(reader, then, wanted, head, after=after, limit=limit)
    counted = await repository.count_level(reader, then, wanted) if total else None
    return standing.document(head, found[:limit], more=len(found) > limit, total=counted)


async def filter_id(reader: db.Reader, field: str, target_set: str | None) -> uuid.UUID | None:
    """The id behind a list's filter; None without one. Raises NoSuchTargetSet naming the field."""
    if target_set is None:
        return None
    found = await repository.find_id(reader, target_set)
    if found is None:
        where = Finding(field, f"There is no target set {target_set!r}.", f"Không có bộ chỉ tiêu {target_set!r}.")
        raise errors.NoSuchTargetSet(where, target_set=target_set)
    return found
