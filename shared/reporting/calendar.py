"""The calendar: regimes, and who owes what with which status now."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shared.identity.values import Principal
from shared.kit import db, rows
from shared.kit.clock import Clock
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.organisations import service as organisations
from shared.organisations.changes import service as changes
from shared.reporting import calendar_repository as owed
from shared.reporting import errors, owing, reach, repository, rules, values


async def install(session: db.Session, regimes: Sequence[rows.Row], reporters: Sequence[rows.Row]) -> int:
    """Bring the calendar to what the catalog says, and what everybody owes to what follows; the rows changed."""
    return await owed.install(session, regimes, reporters) + (await refold(session)).count


@dataclass(frozen=True)
class Passed:
    """What is owed no more, and what is owed anew or otherwise."""

    closed: tuple[uuid.UUID, ...]
    written: tuple[owing.Obligation, ...]

    @property
    def count(self) -> int:
        """Rows changed."""
        return len(self.closed) + len(self.written)


async def refold(session: db.Session) -> Passed:
    """Bring what everybody owes to what regimes, register and reports make together; what that changed.

    What is open when its organisation ends passes to whoever takes the place. The register is held or locked.
    """
    async with db.as_system(session):
        held = await owed.all_current(session)
        register = await _register(session)
        wanted = owing.owed(await owed.regimes(session), register, await owed.given(session))
        return Passed(*await owed.replace(session, held, list(wanted)))


async def pass_on(session: db.Session, obligation: uuid.UUID) -> None:
    """Bring one obligation's line to the state of its report: once it is given it stays, returned after the end of its
    organisation it passes on. The register is held."""
    async with db.as_system(session):
        line = await owed.line_of(session, obligation)
        after = await changes.successions_after(session, line[0][0].organisation_id)
        if after:
            given = {one.id for one, is_given in line if is_given}
            wanted = owing.line(line[0][0], owing.heirs(after), given)
            await owed.replace(session, {one.id: one for one, _ in line}, list(wanted))


async def _register(session: db.Session) -> owing.Register:
    current = await changes.current(session)
    versions, groups = defaultdict(list), defaultdict(list)
    for version in current.versions:
        versions[version.organisation].append(version)
    for member in sorted(current.memberships, key=lambda one: (one.organisation, one.valid_from)):
        groups[member.group].append(member)
    return owing.Register(await owed.slugs(session), versions, groups, owing.heirs(current.successions))


async def list_regimes(reader: db.Reader, *, after: str | None, limit: int, total: bool) -> bytes:
    """A page of regimes by code, as JSON for `pages.respond`."""
    return await repository.regimes_page(reader, after=after, limit=limit, total=total)


async def list_obligations(
    reader: db.Reader,
    caller: Principal,
    clock: Clock,
    moment: Moment,
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
        at=rules.civil_instant(moment.as_of, clock.now()),
        known_at=moment.known_at,
        past=moment.as_of < clock.today(),
        organisation=await organisations.filter_id(reader, "organisation", organisation),
        year=year,
        period=period,
        regime=await _regime_id(reader, regime),
        statuses=_statuses(status),
        after=after,
        limit=limit,
        total=total,
    )


async def get_obligation(
    reader: db.Reader, caller: Principal, clock: Clock, moment: Moment, obligation: uuid.UUID
) -> bytes:
    """One obligation as JSON, also one that has passed on. Raises ObligationNotFound."""
    at = rules.civil_instant(moment.as_of, clock.now())
    readable = await reach.of_obligations(reader, caller, clock)
    past = moment.as_of < clock.today()
    found = await repository.find_obligation(reader, readable, obligation, at, known_at=moment.known_at, past=past)
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
