"""Posting, deciding on, withdrawing and reading evidence."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio.to_thread

from shared.assessments import peers
from shared.assessments import service as assessments
from shared.assessments.errors import AssessmentNotFound, NoSuchAssessment
from shared.audit import service as audit
from shared.evidence import errors, events, files, repository, rules, values
from shared.frameworks import service as frameworks
from shared.frameworks import values as framework_values
from shared.frameworks.values import Component
from shared.identity import membership, reach, rights
from shared.identity.values import Principal, Reach
from shared.kit import clock, db, exact_json
from shared.kit.errors import Finding
from shared.outbox import service as outbox


@dataclass(frozen=True)
class Posted:
    """What posting made: ids, the version of the assessment that holds it, and warnings."""

    id: uuid.UUID
    revision: int
    sha256: str
    assessment_version: int
    warnings: list[values.Warned]


@dataclass(frozen=True)
class Decided:
    """What deciding made."""

    id: uuid.UUID
    component: str
    part: str | None
    points: Decimal | None
    values: Mapping[str, Any]
    same_organisation: bool
    assessment_version: int


async def post(
    session: db.Session,
    actor: audit.Actor,
    now: clock.Clock,
    submission: values.Submission,
    file: values.File,
    *,
    draft: Path,
    folder: Path,
) -> Posted:
    """Post a document for components of an open assessment; it counts from the computation after this commit.

    Raises TokenOrganisationUnknown, NoSuchAssessment, NotYourAssessment, AssessmentClosed, NoSuchComponent,
    EvidenceRefused.
    """
    organisation_id = await membership.own_id(session, actor.organisation)
    try:
        assessment = await assessments.get(session, submission.assessment)
    except AssessmentNotFound as error:
        where = Finding("metadata.assessment", "No such assessment.", "Không có kỳ đánh giá này.", "unknown")
        raise NoSuchAssessment(where, assessment=submission.assessment) from error
    assessments.check_contributes("post_evidence", assessment, actor.organisation)
    assessments.check_open(assessment)
    chosen = await assessments.components_of(
        session, assessment.framework_version_id, submission.components, field="metadata.components"
    )
    unscored = [component.code for component in chosen if component.rule.kind == "not_scored"]
    if unscored:
        raise errors.EvidenceRefused(
            Finding(
                "metadata.components",
                f"Not scored in this framework: {', '.join(unscored)}.",
                f"Bộ chỉ số này không chấm điểm: {', '.join(unscored)}.",
                "not_scored",
            )
        )
    evidence_id, revision_id = uuid.uuid4(), uuid.uuid4()
    said = {key: value for key, value in asdict(submission).items() if key not in ("assessment", "components")}
    await repository.add(
        session,
        {
            "id": evidence_id,
            "assessment_id": assessment.id,
            "organisation_id": organisation_id,
        },
        {
            "id": revision_id,
            "evidence_id": evidence_id,
            "revision": 1,
            **said,
            "file_name": file.name,
            "media_type": file.media_type,
            "size_bytes": file.size_bytes,
            "sha256": file.sha256,
            "submitted_by": actor.subject,
            "submitted_for": actor.on_behalf_of,
        },
        [component.id for component in chosen],
    )
    await anyio.to_thread.run_sync(files.keep, folder, draft, file.sha256)  # the disk may take its time
    warnings = await _warnings(session, file.sha256, revision_id, actor.organisation)
    after = {**asdict(submission), **asdict(file)}
    await audit.record(
        session,
        actor,
        action="evidence.post",
        entity_kind="evidence",
        entity_id=evidence_id,
        occurred_at=now.now(),
        after=after,
    )
    version = await assessments.raise_version(session, assessment.id)
    await outbox.record(session, events.EvidencePosted(assessment.id, version, evidence_id))
    return Posted(evidence_id, 1, file.sha256, version, warnings)


async def decide(
    session: db.Session,
    caller: Principal,
    actor: audit.Actor,
    now: clock.Clock,
    *,
    evidence_id: uuid.UUID,
    decision: values.Verdicts,
) -> Decided:
    """Accept, partly accept or reject a revision for one component; the latest decision holds.

    Raises EvidenceNotFound (also for what the caller may not read), TokenOrganisationUnknown, NotTheReviewer,
    SelfReview, EvidenceIsWithdrawn, AssessmentClosed, RevisionSuperseded, DecisionRefused.
    """
    found, organisation_id = await _found(session, caller, now, "decide_evidence", evidence_id)
    assessment = await assessments.get_open(session, found["assessment_id"])
    same_organisation = found["organisation"] == caller.organisation
    served = await repository.components_of(session, found["revision_id"])
    code = _component(decision, served, found["revision"])
    component = await assessments.component_of(session, assessment.framework_version_id, code)
    judged = rules.judge(decision, component, await _claimed_values(session, assessment.id, component))
    if judged.findings:
        raise errors.DecisionRefused(*judged.findings)
    row: dict[str, Any] = {
        "id": uuid.uuid4(),
        "revision_id": found["revision_id"],
        "component_id": component.id,
        "verdict": decision.verdict,
        "part": decision.part,
        "points": judged.points,
        "max_points": component.max_points,
        "input_values": exact_json.dump(dict(judged.values)).decode(),
        "reason_code": decision.reason_code,
        "note": decision.note,
        "decided_by": actor.subject,
        "decided_for": actor.on_behalf_of,
        "organisation_id": organisation_id,
        "same_organisation": same_organisation,
    }
    watched = await peers.watch(session, assessment.id, [component])
    await repository.add_decision(session, row)
    await audit.record(
        session,
        actor,
        action="evidence.decide",
        entity_kind="evidence",
        entity_id=evidence_id,
        occurred_at=now.now(),
        after={**row, "component": code, "input_values": judged.values},
    )
    version = await peers.raise_version(session, watched)
    await outbox.record(session, events.EvidenceDecided(assessment.id, version, evidence_id, row["id"]))
    return Decided(row["id"], code, decision.part, judged.points, judged.values, same_organisation, version)


async def withdraw(
    session: db.Session, caller: Principal, actor: audit.Actor, now: clock.Clock, evidence_id: uuid.UUID
) -> int:
    """Take a document back: it stops counting, its rows and decisions stay. The new version of the assessment.

    Raises EvidenceNotFound (also for what the caller may not read), NotTheSubmitter, TokenOrganisationUnknown,
    EvidenceIsWithdrawn, AssessmentClosed.
    """
    found, _ = await _found(session, caller, now, "withdraw_evidence", evidence_id)
    assessment = await assessments.get_open(session, found["assessment_id"])
    codes = await repository.components_of(session, found["revision_id"])
    served = await frameworks.components(session, assessment.framework_version_id, codes)
    watched = await peers.watch(session, assessment.id, served.values())
    await repository.withdraw(session, evidence_id, actor.subject)
    await audit.record(
        session,
        actor,
        action="evidence.withdraw",
        entity_kind="evidence",
        entity_id=evidence_id,
        occurred_at=now.now(),
        after={"withdrawn_by": actor.subject},
    )
    version = await peers.raise_version(session, watched)
    await outbox.record(session, events.EvidenceWithdrawn(assessment.id, version, evidence_id))
    return version


async def standing(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[values.Piece, ...]]:
    """Every piece that can count of these assessments, with the decision in force on it; one statement."""
    found: dict[uuid.UUID, list[values.Piece]] = {item: [] for item in wanted}
    for row in await repository.standing(reader, wanted):
        former = framework_values.former(row.pop("former_max_points"), row.pop("former_rule"))
        said = framework_values.said(row.pop("values"))
        found[row.pop("assessment_id")].append(values.Piece(**row, values=said, former=former))
    return {item: tuple(pieces) for item, pieces in found.items()}


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """A page of evidence, newest first, as JSON with `next_keys`."""
    return await repository.list_page(reader, wanted, after=after, limit=limit, total=total)


async def list_redecisions(
    reader: db.Reader, assessment_id: uuid.UUID, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """A page of the decisions that another version of the framework asks to be taken again, of the papers that the
    caller reads, as JSON with `next_keys`; none of a closed assessment. Raises AssessmentNotFound."""
    await assessments.read(reader, assessment_id)
    return await repository.list_redecisions(reader, assessment_id, after=after, limit=limit, total=total)


async def as_json(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> bytes:
    """One evidence with its decisions, as JSON. Raises EvidenceNotFound."""
    found = await repository.find_json(reader, evidence_id, readable)
    if found is None:
        raise errors.EvidenceNotFound(evidence=evidence_id)
    return found


async def file_of(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> dict[str, Any]:
    """Name, media type and SHA-256 of the file. Raises EvidenceNotFound."""
    found = await repository.find_file(reader, evidence_id, readable)
    if found is None:
        raise errors.EvidenceNotFound(evidence=evidence_id)
    return found


async def posted(reader: db.Reader, evidence_id: uuid.UUID, readable: Reach) -> dict[str, Any]:
    """What was said with the latest revision, its file, whose it is, `withdrawn_at`. Raises EvidenceNotFound."""
    found = await repository.find_posted(reader, evidence_id, readable)
    if found is None:
        raise errors.EvidenceNotFound(evidence=evidence_id)
    return found


async def details(reader: db.Reader, revisions: Sequence[uuid.UUID], decisions: Sequence[uuid.UUID]) -> bytes:
    """Revisions and decisions as explain shows them, as JSON."""
    return await repository.details(reader, revisions, decisions)


async def _found(
    session: db.Session, caller: Principal, now: clock.Clock, operation: str, evidence_id: uuid.UUID
) -> tuple[dict[str, Any], uuid.UUID]:
    """The evidence, locked, that the written table lets the caller do this with, and the id of their organisation.

    Raises TokenOrganisationUnknown, EvidenceNotFound, NotTheReviewer, NotTheSubmitter, SelfReview, EvidenceIsWithdrawn.
    """
    found = await repository.lock(session, evidence_id)
    own = await membership.own_id(session, caller.organisation)
    if found is None:
        raise errors.EvidenceNotFound(evidence=evidence_id)
    related = await reach.related(session, caller, now, found["organisation"])
    if not rights.finds(caller, "evidence", related):
        raise errors.EvidenceNotFound(evidence=evidence_id)
    why = rights.refusal(
        operation,
        related,
        state="undecided" if found["withdrawn_at"] is None else "withdrawn",
        hands=rights.hands(
            caller, authors=[person for person in (found["submitted_by"], found["submitted_for"]) if person]
        ),
    )
    if why == "relation" and operation == "decide_evidence":
        raise errors.NotTheReviewer(organisation=caller.organisation, on=now.today())
    if why == "relation":
        raise errors.NotTheSubmitter(organisation=found["organisation"])
    if why == "hand":
        raise errors.SelfReview
    if why == "state":
        raise errors.EvidenceIsWithdrawn
    return found, own


async def _claimed_values(session: db.Session, assessment: uuid.UUID, component: Component) -> Mapping[str, Any]:
    """What accept may rest on; asked only where the rule has inputs."""
    return await assessments.claimed_values(session, assessment, component.id) if component.rule.inputs() else {}


def _component(decision: values.Verdicts, served: list[str], latest: int) -> str:
    if decision.revision is not None and decision.revision < latest:
        raise errors.RevisionSuperseded(revision=decision.revision, latest=latest)
    if decision.revision not in (None, latest):
        where = Finding("revision", f"The latest revision is {latest}.", f"Lần sửa mới nhất là {latest}.", "unknown")
        raise errors.DecisionRefused(where)
    if decision.component is None and len(served) == 1:
        return served[0]
    if decision.component not in served:
        listed = ", ".join(served)
        where = Finding(
            "component",
            f"Say for which component: {listed}.",
            f"Hãy nêu chỉ số thành phần: {listed}.",
            "missing" if decision.component is None else "unknown",
        )
        raise errors.DecisionRefused(where)
    return str(decision.component)


async def _warnings(session: db.Session, sha256: str, revision_id: uuid.UUID, organisation: str) -> list[values.Warned]:
    others = await repository.same_content(session, sha256, revision_id, organisation)
    if not others:
        return []
    return [
        values.Warned(
            "same_content",
            f"Tệp này giống hệt {others} tài liệu mà cơ quan đã nộp.",
            f"This file equals {others} that the organisation posted before.",
        )
    ]
