"""What an assessment lacks, and why."""

from __future__ import annotations

import uuid

from fastapi import Response

from services.scoring_api import gaps_answers
from shared.analysis.gaps import service as gaps
from shared.kit.web import reply, routes
from shared.kit.web.doors import Reading

router = routes.router()


@router.get(
    "/v1/assessments/{assessment}/gaps",
    operation_id="get_gaps",
    tags=["analysis"],
    summary="Điểm còn thiếu và nguyên nhân / Missing points by cause",
    responses={200: {"model": gaps_answers.Gaps}},
)
async def get_gaps(reader: Reading, assessment: uuid.UUID) -> Response:
    """Từng điểm còn thiếu với nguyên nhân; các nguyên nhân cộng lại đúng bằng điểm tối đa trừ điểm đạt được.

    Every missing point with its cause; the causes sum to maximum − points exactly. Of an imported assessment the lists
    of the publication, reasons verbatim: a reason stays on its list, and a single component's cause is `unattributed`
    unless the text names it or speaks of each of its list. Of any other the run at the head says why.
    """
    return reply.json(await gaps.of(reader, assessment))
