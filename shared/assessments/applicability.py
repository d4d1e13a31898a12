"""That a component does not apply to the organisation of an assessment, and why; the latest statement holds.

What becomes of its points the framework version says (`not_applicable`): left out, or spread over the others.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.assessments import applicability_repository, errors, events, peers, service, values
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import service as frameworks
from shared.identity import membership
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.law.shapes import Certainty
from shared.outbox import service as outbox


@dataclass(frozen=True)
class NewStatement:
    """Whether a component applies, why, and by which document."""

    applicable: bool
    reason: str
    citation: citations.Citation
    certainty: Certainty


@dataclass(frozen=True)
class Stated:
    """The statement as JSON, its id, and the version of the assessment that holds it."""

    id: uuid.UUID
    shown: bytes


async def state(
    session: db.Session,
    acting: Acting,
    assessment: uuid.UUID,
    component: str,
    new: NewStatement,
    *,
    match: Callable[[uuid.UUID | None], None] | None = None,
) -> Stated:
    """State whether a component applies; a later statement replaces it, nothing is lost.

    `match` is shown the statement that would be replaced (None: the first one) and may raise. Raises
    TokenOrganisationUnknown, AssessmentNotFound, AssessmentClosed, NoSuchComponent, ApplicabilityNotProvided,
    ApplicabilityRefused, SourceRefused.
    """
    organisation_id = await membership.own_id(session, acting.actor.organisation)
    found = await service.get_open(session, assessment)
    structure = await frameworks.structure(session, found.framework_version_id)
    concerned = await service.component_of(session, found.framework_version_id, component)
    if structure.not_applicable is None:
        raise errors.ApplicabilityNotProvided(framework=structure.framework, version=structure.version)
    if concerned.rule.kind == "not_scored":
        where = Finding("component", "It is not scored anyway.", "Chỉ số này vốn không chấm điểm.", "not_scored")
        raise errors.ApplicabilityRefused(where)
    watched = await peers.watch(session, assessment, [concerned])
    await applicability_repository.lock(session, assessment, concerned.id)
    if match is not None:
        match(await applicability_repository.in_force(session, assessment, concerned.id))
    row = {
        "id": uuid.uuid4(),
        "assessment_id": assessment,
        "component_id": concerned.id,
        "applicable": new.applicable,
        "reason": new.reason,
        "source_id": await citations.cite(session, new.citation),
        "certainty": new.certainty,
        "organisation_id": organisation_id,
        "stated_by": acting.actor.subject,
        "stated_for": acting.actor.on_behalf_of,
        "recorded_at": acting.clock.now(),
    }
    await applicability_repository.add(session, row)
    await audit.record(
        session,
        acting.actor,
        action="applicability.state",
        entity_kind="assessment",
        entity_id=assessment,
        occurred_at=acting.clock.now(),
        after={**row, "component": component},
    )
    version = await peers.raise_version(session, watched)
    shown = await applicability_repository.written(session, row["id"], version)
    await outbox.record(session, events.ApplicabilityStated(assessment, version, component))
    return Stated(uuid.UUID(str(row["id"])), shown)


async def list_json(reader: db.Reader, assessment: uuid.UUID) -> bytes:
    """The statements in force of an assessment, by component, as JSON. Raises AssessmentNotFound."""
    await service.read(reader, assessment)
    return await applicability_repository.list_json(reader, assessment)


async def exemptions(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[values.Exemption, ...]]:
    """The components that do not apply to these assessments, by assessment; one statement."""
    found: dict[uuid.UUID, list[values.Exemption]] = {item: [] for item in wanted}
    for row in await applicability_repository.exemptions(reader, wanted):
        found[row.pop("assessment_id")].append(values.Exemption(**row))
    return {item: tuple(rows) for item, rows in found.items()}
