"""What can be asked of gaps."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

from shared.analysis import errors
from shared.analysis.gaps import computed, publications, repository
from shared.assessments import service as assessments
from shared.evidence import service as evidence
from shared.kit import db, exact_json
from shared.scoring import heads


async def of(reader: db.Reader, assessment_id: uuid.UUID) -> bytes:
    """Every point that is missing, with its cause, as JSON; the causes sum to what is missing exactly.

    Of an imported assessment by what its publication says, of any other by the run at its head.
    Raises AssessmentNotFound, NotComputedYet.
    """
    assessment = await assessments.read(reader, assessment_id)
    facts = _read(await repository.publication(reader, assessment_id) or b"{}")
    if assessment.status == "imported":
        return exact_json.dump(publications.answer(facts))
    head = await heads.at_head(reader, assessment_id)
    if head is None:
        raise errors.NotComputedYet(year=assessment.year)
    return exact_json.dump(computed.answer(assessment, head, facts, await decisions_of(reader, head)))


async def decisions_of(reader: db.Reader, head: heads.AtHead) -> dict[str, Any]:
    """The decisions that the run read, by id: verdict, points, reason code."""
    wanted = [piece.decision_id for piece in head.inputs.pieces if piece.decision_id is not None]
    details = _read(await evidence.details(reader, [], wanted))
    return {decision["id"]: decision for decision in details["decisions"]}


def _read(text: bytes) -> dict[str, Any]:
    """JSON whose numbers stay exact."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found
