"""The calendar: regimes, and who owes what with which status now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shared.identity.values import Principal
from shared.kit import db, rows
from shared.kit.clock import Clock
from shared.kit.errors import Finding
from shared.organisations import service as organisations
from shared.reporting import errors, reach, repository, rules, values


async def install(
    session: db.Session, regimes: Sequence[rows.Row], reporters: Sequence[rows.Row], obligations: Sequence[rows.Row]
) -> int:
    """Bring the calendar to what the catalog says; the number of rows changed."""
    return await repository.install(session, regimes, reporters, obligations)


async def list_regimes(reader: db.Reader, *, after: str | None, limit: int, total: bool) -> bytes:
    """A page of regimes by code, as JSON for `pages.respond`."""
    return await repository.regimes_page(reader, after=after, limit=limit, total=total)


async def list_obligations(
    reader: db.Reader,
    caller: Principal,
    clock: Clock,
    *,
    organisation: str | None,
    year: int | None,
    period: str | None,
    regime: str | None,
    status: str | None,
    after: uuid.UUID | None,
    limit: int,
    total: bool,
) -> bytes:
    """A page of obligations, as JSON for `pages.respond`. `status` may be `not_reported`: all that are not given.

    Raises NoSuchOrganisation, NoSuchRegime.
    """
    return await repository.obligations_page(
        reader,
        await reach.of_obligations(reader, caller, clock),
        at=rules.civil_instant(clock.today(), clock.now()),
        organisation=await organisations.filter_id(reader, "organisation", organisation),
        year=year,
        period=period,
        regime=await _regime_id(reader, regime),
        statuses=_statuses(status),
        after=after,
        limit=limit,
        total=total,
    )


async def get_obligation(reader: db.Reader, caller: Principal, clock: Clock, obligation: uuid.UUID) -> bytes:
    """One obligation as JSON. Raises ObligationNotFound."""
    at = rules.civil_instant(clock.today(), clock.now())
    found = await repository.find_obligation(reader, await reach.of_obligations(reader, caller, clock), obligation, at)
    if found is None:
        raise errors.ObligationNotFound
    return found


async def _regime_id(reader: db.Reader, regime: str | None) -> uuid.UUID | None:
    if regime is None:
        return None
    found = await repository.find_regime(reader, regime)
    if found is None:
        where = Finding("regime", f"There is no reporting regime {regime!r}.", f"Không có chế độ báo cáo {regime!r}.")
        raise errors.NoSuchRegime(where, regime=regime)
    return found


def _statuses(status: str | None) -> list[str] | None:
    if status is None:
        return None
    return sorted(values.NOT_REPORTED) if status == "not_reported" else [status]
