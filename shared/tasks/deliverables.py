"""What a task owes: posted by who leads it, decided on by the coordinating department, and done only by what stands."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import anyio.to_thread

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.evidence import errors as evidence_errors
from shared.evidence import files
from shared.evidence import rights as evidence_rights
from shared.evidence import service as evidence
from shared.evidence.values import File
from shared.identity import membership, reach, rights
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.kit.errors import Finding
from shared.tasks import deliverables_repository as repository
from shared.tasks import errors, statuses


@dataclass(frozen=True)
class Submission:
    """What is said of a deliverable that is posted."""

    title: str
    document_number: str | None = None
    issued_on: dt.date | None = None
    issuer: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Named:
    """Evidence that is named as a deliverable."""

    evidence: uuid.UUID
    note: str | None = None


@dataclass(frozen=True)
class Posted:
    """What posting made. `same_file`: how many deliverables of the organisation hold the same bytes already."""

    id: uuid.UUID
    task: uuid.UUID
    sha256: str
    same_file: int


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says; a rejection says why."""

    verdict: Literal["accept", "reject"]
    note: str | None = None


async def post(
    session: db.Session,
    caller: Principal,
    acting: Acting,
    key: str,
    said: Submission,
    *,
    file: File,
    draft: Path,
    folder: Path,
) -> Posted:
    """Post a file for a task (by id or code). Raises TaskNotFound, NotTheLead, TokenOrganisationUnknown."""
    task, own = await _led(session, caller, acting, key)
    posted = await _add(session, acting, task, own, {**asdict(said), **_of_file(file), "evidence_id": None})
    await anyio.to_thread.run_sync(files.keep, folder, draft, file.sha256)  # the disk may take its time
    return posted


async def post_evidence(
    session: db.Session, reader: db.Reader, caller: Principal, acting: Acting, key: str, *, named: Named
) -> Posted:
    """Name evidence of the own organisation as what a task owes. It counts while the evidence stands.

    Raises TaskNotFound, NotTheLead, TokenOrganisationUnknown, DeliverableRefused (no such evidence that may be read, of
    another organisation, or withdrawn).
    """
    task, own = await _led(session, caller, acting, key)
    readable = await evidence_rights.of(reader, caller, acting.clock)
    try:
        found = await evidence.posted(reader, named.evidence, readable)
    except evidence_errors.EvidenceNotFound as error:
        raise _no_evidence(named.evidence) from error
    if found["organisation_id"] != own or found["withdrawn_at"] is not None:
        raise _no_evidence(named.evidence)
    said = {name: found[name] for name in ("title", "document_number", "issued_on", "issuer")}
    said |= {name: found[name] for name in ("file_name", "media_type", "size_bytes", "sha256")}
    return await _add(session, acting, task, own, {**said, "note": named.note, "evidence_id": named.evidence})


async def decide(
    session: db.Session, caller: Principal, acting: Acting, of: tuple[str, uuid.UUID], verdict: Verdict
) -> uuid.UUID:
    """Accept or reject a deliverable (`of`: its task by id or code, and its own id); the latest decision holds. The
    decision's id.

    Raises TaskNotFound, DeliverableNotFound (also for what the caller may not read), NotTheDeliverablesReviewer,
    DeliverableSelfReview, TokenOrganisationUnknown.
    """
    key, deliverable = of
    task, _ = await statuses.find(session, key)
    found = await repository.find(session, task, deliverable)
    own = await membership.own_id(session, caller.organisation)
    if found is None:
        raise errors.DeliverableNotFound(deliverable=deliverable)
    related = await reach.related(session, caller, acting.clock, found["organisation"])
    if not rights.finds(caller, "deliverable", related):
        raise errors.DeliverableNotFound(deliverable=deliverable)
    authors = [person for person in (found["submitted_by"], found["submitted_for"]) if person]
    why = rights.refusal("decide_deliverable", related, hands=rights.hands(caller, authors=authors))
    if why == "relation":
        raise errors.NotTheDeliverablesReviewer(organisation=caller.organisation, on=acting.clock.today())
    if why == "hand":
        raise errors.DeliverableSelfReview
    decision = uuid.uuid4()
    row = {
        "id": decision,
        "deliverable_id": deliverable,
        "verdict": verdict.verdict,
        "note": verdict.note,
        "decided_by": acting.actor.subject,
        "decided_for": acting.actor.on_behalf_of,
        "organisation_id": own,
        "same_organisation": found["organisation"] == caller.organisation,
    }
    await repository.add_decision(session, row)
    await _record(session, acting, "task.decide", task, row)
    return decision


async def list_page(
    reader: db.Reader, caller: Principal, now: clock.Clock, key: str, *, after: tuple[Any, ...], limit: int
) -> bytes:
    """A page of a task's deliverables that the caller may read, newest first, as JSON. Raises TaskNotFound."""
    readable = await reach.of(reader, caller, now, "deliverable")
    found = await repository.page(reader, key, readable, after=after, limit=limit)
    if found is None:
        raise errors.TaskNotFound(task=key)
    return found


async def file_of(
    reader: db.Reader, caller: Principal, now: clock.Clock, key: str, deliverable: uuid.UUID
) -> dict[str, Any]:
    """Name, media type and SHA-256 of a deliverable's file. Raises DeliverableNotFound."""
    readable = await reach.of(reader, caller, now, "deliverable")
    found = await repository.find_file(reader, key, deliverable, readable)
    if found is None:
        raise errors.DeliverableNotFound(deliverable=deliverable)
    return found


async def _led(session: db.Session, caller: Principal, acting: Acting, key: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The ids of the task and of the caller's organisation, which leads or co-leads it."""
    task = await statuses.find(session, key)
    return task[0], await statuses.check_leads(session, caller, acting, task, roles=("lead", "co_lead"))


async def _add(session: db.Session, acting: Acting, task: uuid.UUID, own: uuid.UUID, said: dict[str, Any]) -> Posted:
    same = await repository.same_content(session, own, str(said["sha256"]))
    row = {
        "id": uuid.uuid4(),
        "task_id": task,
        "organisation_id": own,
        **said,
        "submitted_by": acting.actor.subject,
        "submitted_for": acting.actor.on_behalf_of,
    }
    await repository.add(session, row)
    await _record(session, acting, "task.deliver", task, row)
    return Posted(row["id"], task, row["sha256"], same)


async def _record(session: db.Session, acting: Acting, action: str, task: uuid.UUID, row: dict[str, Any]) -> None:
    await audit.record(
        session,
        acting.actor,
        action=action,
        entity_kind="task",
        entity_id=task,
        occurred_at=acting.clock.now(),
        after=row,
    )


def _of_file(file: File) -> dict[str, Any]:
    return {
        "file_name": file.name,
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
    }


def _no_evidence(named: uuid.UUID) -> errors.DeliverableRefused:
    en = f"There is no evidence {named} of your organisation that is not withdrawn."
    vi = f"Không có tài liệu kiểm chứng {named} của cơ quan bạn còn hiệu lực."
    return errors.DeliverableRefused(Finding("evidence", en, vi, "unknown"))
