"""Install the catalog: idempotent, in one transaction, domain by domain from left to right."""

from __future__ import annotations

from shared.catalog import schema
from shared.catalog.installers import (
    assessments,
    frameworks,
    hierarchies,
    law,
    organisations,
    reporting,
    spending,
    standing_duties,
    target_sets,
    targets,
    tasks,
)
from shared.kit import db
from shared.reorganisation import service as reorganisation


async def _reorganised(session: db.Session, _: schema.Catalog) -> int:
    """Tasks follow the changes of the register."""
    return await reorganisation.install(session)


# Each domain rests on those before it.
INSTALLERS = {
    "law": law.install,
    "organisations": organisations.install,
    "hierarchies": hierarchies.install,
    "standing_duties": standing_duties.install,
    "targets": targets.install,
    "target_sets": target_sets.install,
    "spending": spending.install,
    "frameworks": frameworks.install,
    "assessments": assessments.install,
    "tasks": tasks.install,
    "reporting": reporting.install,
    "reorganisation": _reorganised,
}


async def install(session: db.Session, catalog: schema.Catalog) -> dict[str, int]:
    """Bring the database to what the catalog says; rows changed per domain (all zero the second time)."""
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtext('catalog'))")
    return {domain: await installer(session, catalog) for domain, installer in INSTALLERS.items()}
