"""Which scores rest on a document."""

from __future__ import annotations

import uuid

from fastapi import Response

from services.reporting_api import impact_answers as answers
from shared.analysis.impact import service as impact
from shared.identity.guard import Caller
from shared.kit.web import reply, routes
from shared.kit.web.doors import Now, Reading

router = routes.router()


@router.get(
    "/v1/evidence/{evidence}/impact",
    operation_id="get_evidence_impact",
    tags=["evidence"],
    summary="Những điểm dựa vào tài liệu / The scores that rest on a document",
    responses={200: {"model": answers.EvidenceImpact}},
)
async def get_evidence_impact(reader: Reading, caller: Caller, now: Now, evidence: uuid.UUID) -> Response:
    """Từng điểm dựa vào tài liệu này: bây giờ và nếu không có nó, với các kết luận. Ngược lại với giải thích một điểm.

    Every score that rests on this document, now and without it, with its decisions: the reverse of explaining a score.
    Needs the right to read the document; to a service account without the scope `scores:read` no score is shown.
    """
    return reply.json(await impact.of(reader, caller, now, evidence))
