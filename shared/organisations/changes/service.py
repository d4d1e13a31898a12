"""Bringing the register to what is stated and changed, for the catalog's installer and for the API alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from shared.kit import db
from shared.organisations.changes import errors, fold, repository

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
