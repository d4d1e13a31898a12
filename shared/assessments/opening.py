"""Opening an assessment for a province or for one of the province's own agencies, and closing it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from shared.assessments import errors, events, opening_repository, opening_rules, repository, service
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import scorable
from shared.kit import db
from shared.law import citations
from shared.law.shapes import Certainty
from shared.outbox import service as outbox


@dataclass(frozen=True)
class NewAssessment:
    """Which framework (slug or id), whose organisation (slug or id) and which year, on which ground."""

    framework: str
    organisation: str
    year: int
    citation: citations.Citation
    certainty: Certainty


@dataclass(frozen=True)
class Changed:
    """An assessment as JSON after a change, and its version where that was raised."""

    id: uuid.UUID
    shown: bytes


async def open_assessment(session: db.Session, acting: Acting, new: NewAssessment) -> Changed:
    """Open an assessment under the newest published version of a framework; its first computation follows.

    Raises NoSuchFramework, AssessmentRefused (the organisation or the year does not fit), FrameworkIncomplete saying
    what is missing, AssessmentExists, SourceRefused.
    """
    found = await scorable.find(session, new.framework)
    organisation = await opening_repository.find_organisation(session, new.organisation, new.year)
    findings = [
        *opening_rules.organisation_findings(found.level, organisation, new.organisation, new.year),
        *opening_rules.year_findings(found, new.year),
    ]
    if findings or organisation is None:
        raise errors.AssessmentRefused(*findings)
    if found.lacks:
        raise errors.FrameworkIncomplete(*found.lacks, framework=found.framework)
    key = service.assessment_id(found.framework, organisation["slug"], new.year)
    row = {
        "id": key,
        "framework_version_id": found.version_id,
        "organisation_id": organisation["id"],
        "year": new.year,
        "source_id": await citations.cite(session, new.citation),
        "certainty": new.certainty,
    }
    if not await opening_repository.add(session, row):
        raise errors.AssessmentExists(
            organisation=organisation["slug"], year=new.year, framework=found.framework, assessment=key
        )
    await audit.record(
        session,
        acting.actor,
        action="assessment.open",
        entity_kind="assessment",
        entity_id=key,
        occurred_at=acting.clock.now(),
        after={**row, "framework": found.framework, "organisation": organisation["slug"]},
    )
    shown = await repository.written(session, key)
    version = await service.raise_version(session, key)
    await outbox.record(session, events.AssessmentOpened(key, version))
    return Changed(key, shown)


async def close(session: db.Session, acting: Acting, wanted: uuid.UUID, *, note: str | None) -> Changed:
    """End claims, evidence and ordinary decisions of an assessment, for good; what is on its way waits or is refused.

    Raises AssessmentNotFound, AssessmentClosed.
    """
    await opening_repository.lock(session, wanted)
    found = await service.get_open(session, wanted)
    today = acting.clock.today()
    await opening_repository.close(session, wanted, today)
    await audit.record(
        session,
        acting.actor,
        action="assessment.close",
        entity_kind="assessment",
        entity_id=wanted,
        occurred_at=acting.clock.now(),
        before={"status": found.status},
        after={"status": "closed", "closed_on": today, "note": note},
    )
    return Changed(wanted, await repository.written(session, wanted))
