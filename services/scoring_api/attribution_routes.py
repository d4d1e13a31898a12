"""What a total's change comes from."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from fastapi import Query, Response

from services.scoring_api import attribution_answers
from shared.analysis.attribution import service as attribution
from shared.kit.web import reply, routes
from shared.kit.web.doors import Reading

router = routes.router()
_Column = Annotated[
    Literal["self", "verified", "published"] | None,
    Query(description="Cột điểm; mặc định verified nếu đã tính, nếu không published / verified where it is computed."),
]


@router.get(
    "/v1/assessments/{assessment}/attribution",
    operation_id="get_attribution",
    tags=["analysis"],
    summary="Điểm thay đổi do đâu / What the change comes from",
    responses={200: {"model": attribution_answers.ScoreAttribution}},
)
async def get_attribution(
    reader: Reading,
    assessment: uuid.UUID,
    *,
    against: Annotated[uuid.UUID, Query(description="Kỳ đánh giá để so sánh / the assessment to compare with.")],
    column: _Column = None,
    against_column: _Column = None,
) -> Response:
    """Thay đổi của tổng điểm theo chỉ số chính và chỉ số thành phần; phần không giải thích được nằm ở `unattributed`.

    The change of the total against another assessment, by main index and by component where both points are known;
    what nothing explains is `unattributed`, with the reason, so that everything sums exactly. Across frameworks only
    components that a crosswalk carries are compared.
    """
    asked = attribution.Asked(assessment, against, column, against_column)
    return reply.json(await attribution.of(reader, asked))
