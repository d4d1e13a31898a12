"""What a person or a system can ask of spending: record an agency's set for a year, read the year."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import membership, rights
from shared.identity.values import Principal
from shared.kit import db, decimals, rows
from shared.kit.moment import Moment
from shared.organisations import service as organisations
from shared.targets.measuring.errors import AnotherOrganisation
from shared.targets.spending import errors, files, repository, rules, values


@dataclass(frozen=True)
class Recorded:
    """A set as JSON; `new` unless the last one of its kind said the same already."""

    item: str
    new: bool


async def install(
    session: db.Session, areas: Sequence[rows.Row], asks: Sequence[rows.Row], shares: Sequence[rows.Row]
) -> int:
    """Bring what is asked to what the catalog says; the number of rows changed."""
    return await repository.install(session, areas, asks, shares)


async def read_year(
    reader: db.Reader,
    at: Moment,
    year: int | None,
    organisation: uuid.UUID | None,
    *,
    after: str | None,
    limit: int,
    total: bool = False,
) -> bytes:
    """The spending of a year (that of the day without one) as JSON for `pages.respond`; money in million VND."""
    return await repository.page(reader, at, year or at.as_of.year, organisation, after=after, limit=limit, total=total)


async def record(
    session: db.Session, caller: Principal, acting: Acting, organisation: str | None, said: values.Statement
) -> Recorded:
    """Append the set of the caller's organisation for a year. `organisation`: slug or id as sent, the caller's own.

    Raises AnotherOrganisation, NoSuchOrganisation, TokenOrganisationUnknown, SpendingRefused, SpendingSettled.
    """
    own = await membership.own_id(session, caller.organisation)
    theirs = await organisations.filter_id(session, "organisation", organisation)
    if rights.refusal("record_spending", {"own" if theirs in (None, own) else "other"}) is not None:
        raise AnotherOrganisation(organisation=organisation)
    await repository.lock(session, own)
    today = acting.clock.today()
    asks = await repository.list_asks(session, own, today)
    if wrong := list(rules.findings(said, asks, await repository.list_areas(session), today.year)):
        raise errors.SpendingRefused(*wrong)
    before = (await repository.list_vintages(session, own, [said.year]))[said.year]
    last = [one for one in before if one.kind == said.kind][-1:]
    if last and last[0].content == said.content:
        return Recorded(await repository.shown(session, last[0].id), new=False)
    if said.kind == "estimate" and said.reason is None and any(one.firm for one in before):
        raise errors.SpendingSettled(rules.settled())
    return Recorded(await repository.shown(session, await append(session, acting, own, said)), new=True)


async def append(session: db.Session, acting: Acting, own: uuid.UUID, said: values.Statement) -> uuid.UUID:
    """Record a set that was judged, for the organisation of who acts; its id. The caller holds the lock."""
    key = uuid.uuid4()
    await _add(session, key, own, said, acting.actor.subject)
    await audit.record(
        session,
        acting.actor,
        action="spending.record",
        entity_kind="spending",
        entity_id=key,
        occurred_at=acting.clock.now(),
        after={
            "organisation": acting.actor.organisation,
            "year": said.year,
            "kind": said.kind,
            "own_million_vnd": decimals.plain(said.own),
        },
    )
    return key


async def form(
    reader: db.Reader, at: Moment, organisation: str, year: int | None, written: files.Written
) -> tuple[bytes, str]:
    """The form of an organisation (slug) for a year (that of the day without one), and its media type."""
    return files.form(await repository.list_form(reader, at, organisation), year or at.as_of.year, written)


async def _add(session: db.Session, key: uuid.UUID, own: uuid.UUID, said: values.Statement, subject: str) -> None:
    statement = {
        "id": key,
        "organisation_id": own,
        "year": said.year,
        "kind": said.kind,
        "budget_million_vnd": said.budget,
        "note": said.note,
        "reason": said.reason,
        "recorded_by": subject,
    }
    amounts = [
        {
            "statement_id": key,
            "area_id": values.area_id(one.area),
            "scope": one.scope,
            "investment": one.investment,
            "recurrent": one.recurrent,
            "total": one.sum,
        }
        for one in said.amounts
    ]
    await repository.add(session, statement, amounts)
