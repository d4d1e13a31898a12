"""Checking and publishing a version: from then on it never changes, and what follows is another version."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import checks, constraints, drafts, errors, events, versions
from shared.frameworks import drafting_repository as repository
from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.law import citations
from shared.outbox import service as outbox


@dataclass(frozen=True)
class Checked:
    """A version with everything to be said of it, errors first; `judged` with the ground of each as JSON text."""

    version: versions.Version
    findings: tuple[Finding, ...]
    judged: tuple[tuple[constraints.Judged, str], ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps it from being published."""
        return tuple(checks.errors_of(list(self.findings)))


@dataclass(frozen=True)
class Published:
    """The version that was published; `replaced_version_id` was the framework's latest published one until then."""

    version: versions.Version
    replaced_version_id: uuid.UUID | None


async def check(reader: db.Reader, framework: str, version: int) -> Checked:
    """What is to be said of a version before it is published, or of one that is. Raises VersionNotFound."""
    return await _checked(reader, await versions.read(reader, framework, version))


async def publish(
    session: db.Session,
    acting: Acting,
    framework: str,
    version: int,
    *,
    source: citations.Citation,
    match: Callable[[object], None],
) -> Published:
    """Publish a draft by the document that issues it; whoever rests on the framework hears of it (FrameworkPublished).

    Raises FrameworkNotFound, VersionNotFound, what `match` raises, PublishedVersionIsImmutable, SourceRefused, and
    DraftIncomplete with everything that is wrong.
    """
    await repository.lock(session)
    found = await versions.find(session, framework, version)
    match(found.etag)
    if found.status != "draft":
        raise errors.PublishedVersionIsImmutable(framework=found.framework, version=version)
    wrong = (await _checked(session, found)).errors
    if wrong:
        raise errors.DraftIncomplete(*wrong, framework=found.framework, version=version, count=len(wrong))
    ground = await citations.cite(session, source)
    replaced = await repository.latest_published(session, found.framework_id, version)
    await repository.publish(session, found.version_id, by=acting.actor.subject, source=ground)
    await audit.record(
        session,
        acting.actor,
        action="framework.publish",
        entity_kind="framework_version",
        entity_id=found.version_id,
        occurred_at=acting.clock.now(),
        before={"status": "draft", "revision": found.revision},
        after={"framework": found.framework, "version": version, "status": "published", "source": source.document},
    )
    await outbox.record(
        session,
        events.FrameworkPublished(found.framework_id, found.framework, found.version_id, version, replaced),
    )
    return Published(await versions.find(session, framework, version), replaced)


async def known_constraints(session: db.Session, framework: uuid.UUID) -> tuple[constraints.Constraint, ...]:
    """What is known of the maxima of a framework's components."""
    return tuple(_constraint(row) for row in await repository.constraints(session, framework))


def _constraint(row: rows.Row) -> constraints.Constraint:
    return constraints.Constraint(
        row["code"], row["main_index"], tuple(row["components"]), row["relation"], row["points"], row["tolerance"]
    )


async def _checked(door: db.Session | db.Reader, version: versions.Version) -> Checked:
    content = await versions.content(door, version.version_id)
    stated = await repository.constraints(door, version.framework_id)
    known = tuple(_constraint(row) for row in stated)
    before = await _before(door, version)
    judged = zip(constraints.judge(content, known), (row["source"] for row in stated), strict=True)
    return Checked(version, tuple(checks.findings(content, known, before)), tuple(judged))


async def _before(door: db.Session | db.Reader, version: versions.Version) -> drafts.Content | None:
    replaced = await repository.latest_published(door, version.framework_id, version.version)
    return None if replaced is None else await versions.content(door, replaced)
