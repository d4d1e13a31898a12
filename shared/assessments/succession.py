"""What a published framework version does to the assessments of its framework: they move to it and are computed anew.

Nothing of theirs is rewritten. Claims, documents and decisions stay with the components they were made for and count
for the successors of those (`component_lines`); the runs under the version before stay beside the new ones.
"""

from __future__ import annotations

import uuid

from shared.assessments import events, succession_repository
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import succession
from shared.kit import db
from shared.outbox import service as outbox


async def follow(session: db.Session, acting: Acting, version: uuid.UUID) -> int:
    """Let a version that this transaction published take the place of the one before; how many assessments moved.

    Provisional maxima and rules give way here: every assessment of the framework that is scored, open or closed, stands
    under the new version from this commit on, and a run under it is asked for. Imported ones stay with the version that
    their figures were published under. Whoever writes to one of them waits until this transaction ends.
    Raises CorrespondenceRefused.
    """
    await succession.record(session, version)
    moved = await succession_repository.move(session, version, acting.actor.subject)
    await audit.record(
        session,
        acting.actor,
        action="assessment.move",
        entity_kind="framework_version",
        entity_id=version,
        occurred_at=acting.clock.now(),
        after={"assessments": len(moved)},
    )
    versions = await succession_repository.raise_versions(session, moved)
    await outbox.record_all(session, [events.AssessmentMoved(item, versions[item], version) for item in moved])
    return len(moved)


async def would_move(
    reader: db.Reader, version: uuid.UUID, *, after: uuid.UUID | None, limit: int, only: uuid.UUID | None = None
) -> db.Rows:
    """The assessments that publishing a version would move, by id: `id`, `organisation` (slug), `year`, `status`."""
    return await succession_repository.would_move(reader, version, after, limit, only)


async def pinned(session: db.Session, assessment: uuid.UUID, otherwise: uuid.UUID) -> uuid.UUID:
    """The framework version that an assessment stands under, or `otherwise` when it is not stored yet."""
    return await succession_repository.pinned(session, assessment) or otherwise
