"""Appeal rounds of a closed assessment: between which days its decisions may be appealed against."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from shared.assessments import service as assessments
from shared.assessments import values as assessment_values
from shared.assessments.errors import AssessmentStillOpen
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.evidence import appeals_errors, appeals_repository, appeals_rules
from shared.kit import db
from shared.law import citations


@dataclass(frozen=True)
class NewRound:
    """The days of a round, and the document that sets them, if there is one."""

    opens_on: dt.date
    closes_before_on: dt.date
    note: str | None
    citation: citations.Citation | None


def check_closed(found: assessment_values.Assessment) -> None:
    """Only a closed assessment takes appeals. Raises AssessmentStillOpen, and AssessmentClosed for an imported one."""
    if found.status == "open":
        raise AssessmentStillOpen(year=found.year)
    if found.status == "imported":
        assessments.check_open(found)


async def open_round(session: db.Session, acting: Acting, assessment: uuid.UUID, new: NewRound) -> bytes:
    """Open a round; it as JSON. Raises AssessmentNotFound, AssessmentStillOpen, AssessmentClosed, AppealRoundRefused,
    AppealRoundOverlaps, SourceRefused."""
    found = await assessments.get(session, assessment)
    check_closed(found)
    today = acting.clock.today()
    findings = appeals_rules.round_findings(new.opens_on, new.closes_before_on, today)
    if findings:
        raise appeals_errors.AppealRoundRefused(*findings)
    rounds = await appeals_repository.rounds(session, assessment)
    for other in rounds:
        if new.opens_on < other.closes_before_on and other.opens_on < new.closes_before_on:
            raise appeals_errors.AppealRoundOverlaps(
                round=other.number, opens_on=other.opens_on, closes_before_on=other.closes_before_on
            )
    row = {
        "id": uuid.uuid4(),
        "assessment_id": assessment,
        "number": max((other.number for other in rounds), default=0) + 1,
        "opens_on": new.opens_on,
        "closes_before_on": new.closes_before_on,
        "note": new.note,
        "source_id": None if new.citation is None else await citations.cite(session, new.citation),
        "recorded_at": acting.clock.now(),
    }
    await appeals_repository.add_round(session, row)
    await audit.record(
        session,
        acting.actor,
        action="appeal_round.open",
        entity_kind="assessment",
        entity_id=assessment,
        occurred_at=acting.clock.now(),
        after=row,
    )
    return await appeals_repository.written_round(session, row["id"], today)


async def list_json(reader: db.Reader, assessment: uuid.UUID, today: dt.date) -> bytes:
    """The rounds of an assessment with their state on a day, as JSON. Raises AssessmentNotFound."""
    await assessments.read(reader, assessment)
    return await appeals_repository.list_rounds(reader, assessment, today)
