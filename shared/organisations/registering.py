"""Registering an organisation by API: a base statement beside the catalog's, folded with every change."""

from __future__ import annotations

from dataclasses import dataclass

from shared.kit import db
from shared.law import citations
from shared.organisations import identifiers, recording, service, values
from shared.organisations import register_repository as repository
from shared.organisations import statements_errors as errors
from shared.organisations.changes import repository as changes
from shared.organisations.changes import service as folding


@dataclass(frozen=True)
class Wanted:
    """An organisation to be registered. `superior`: slug or id of its administrative superior; None for one without."""

    slug: str
    name: str
    short_name: str | None
    kind: str
    level: str | None
    superior: str | None
    statistics_code: str | None
    days: recording.Days
    ground: recording.Ground


async def register(session: db.Session, acting: recording.Acting, wanted: Wanted) -> identifiers.Stated:
    """Register an organisation from a day on.

    Raises DaysEmpty, NoSuchOrganisation (also for a superior that is not in force on that day), SourceRefused,
    OrganisationExists. Nothing that is there can contradict an organisation that nobody has named yet.
    """
    wanted.days.check()
    source = await citations.cite(session, wanted.ground.citation)
    instant = await changes.lock(session)
    if await repository.find_slug(session, wanted.slug) is not None:
        raise errors.OrganisationExists(slug=wanted.slug)
    superior = None
    if wanted.superior is not None:
        on = wanted.days.valid_from or acting.clock.today()
        superior = str(await service.acting_id(session, "superior", wanted.superior, on=on))
    organisation = values.organisation_id(wanted.slug)
    identity = {"id": str(organisation), "slug": wanted.slug, "kind": wanted.kind, "level": wanted.level}
    statement = {
        "organisation_id": str(organisation),
        "name": wanted.name,
        "short_name": wanted.short_name,
        "parent_id": superior,
        "statistics_code": wanted.statistics_code,
        **wanted.days.columns(),
        "source_id": str(source),
        "certainty": wanted.ground.certainty,
    }
    await repository.add_organisations(session, [identity])
    (added,) = await repository.add_statements(session, [statement], instant)
    await folding.refold(session, instant)
    await recording.record(session, acting, "register", organisation, identity | statement, kind="organisation")
    return identifiers.Stated(organisation, await repository.view(session, added))


async def stated_by_api(session: db.Session) -> set[str]:
    """The slugs of the organisations registered by API: the catalog leaves them to whoever registered them."""
    return await repository.list_stated_by_api(session)
