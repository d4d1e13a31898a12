"""Bringing the register to what is stated and changed, for the catalog's installer and for the API alike."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations.changes import errors, fold, readings, repository, values

Differences = repository.Differences


async def install(
    session: db.Session, stated: Mapping[str, Sequence[Any]], changes: Sequence[Mapping[str, Any]]
) -> int:
    """Bring the catalog's statements and changes to what it says, and the register to what follows; rows changed.

    `stated`: the columns of each row by table of statements. Raises RegisterContradicts.
    """
    instant = await repository.lock(session)
    changed = await repository.install_statements(session, stated, instant)
    changed += await repository.install_changes(session, changes, instant)
    return changed + (await refold(session, instant)).count


async def refold(session: db.Session, instant: dt.datetime) -> Differences:
    """Bring the register to what statements and changes make together, as known from the instant on; what that changed.

    The register is locked. Raises RegisterContradicts.
    """
    register = fold.fold(await repository.statements(session), await repository.changes(session))
    if register.problems:
        raise errors.RegisterContradicts(register.problems)
    return await repository.bring_to(session, register, instant)


async def hold(session: db.Session) -> None:
    """Keep the register as it is until this transaction ends; whoever changes it waits."""
    await repository.hold(session)


async def current(session: db.Session) -> values.Register:
    """The register of every day, as known now."""
    return await repository.current(session)


async def successions_after(session: db.Session, organisation: uuid.UUID) -> list[values.Succession]:
    """Who took the place of an organisation as its heir, and of those in turn; nobody while it goes on."""
    return await repository.successions_after(session, organisation)


async def passings(session: db.Session) -> list[values.Passing]:
    """Who stands in whose place by which change, and which changes say so no more."""
    return await repository.passings(session)


async def named(session: db.Session) -> dict[uuid.UUID, str]:
    """The slug of every organisation and every group."""
    return await repository.named(session)


async def shown(session: db.Session, change: uuid.UUID) -> bytes:
    """One change as JSON, on the write door."""
    return await readings.shown(session, change)


async def list_page(
    reader: db.Reader,
    at: Moment,
    *,
    organisation: uuid.UUID | None,
    kind: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of changes, the latest day first, as JSON for `pages.respond`."""
    return await readings.page(reader, at, organisation=organisation, kind=kind, after=after, limit=limit, total=total)


async def get(reader: db.Reader, change: uuid.UUID) -> bytes:
    """One change as JSON, also one that was replaced. Raises ChangeNotFound."""
    found = await readings.find(reader, change)
    if found is None:
        raise errors.ChangeNotFound(change=change)
    return found
