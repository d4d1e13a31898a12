"""Between which bounds score and rank end."""

from __future__ import annotations

import uuid

from fastapi import Response

from services.scoring_api import interval_answers
from shared.analysis.interval import service as interval
from shared.kit.web import reply, routes
from shared.kit.web.doors import Reading

router = routes.router()


@router.get(
    "/v1/assessments/{assessment}/interval",
    operation_id="get_interval",
    tags=["analysis"],
    summary="Khoảng của điểm và hạng / Between which bounds score and rank end",
    responses={200: {"model": interval_answers.Interval}},
)
async def get_interval(reader: Reading, assessment: uuid.UUID) -> Response:
    """Điểm thẩm định thấp nhất khi mọi tài liệu đang chờ bị từ chối, cao nhất khi đều được chấp nhận, và hạng.

    The verified figures of the newest run: at the least if all evidence that waits is rejected, at the most if all is
    accepted for the maximum, and the best and worst rank where others' totals are known. However what waits is decided,
    the score ends between. Evidence still to be posted, and decisions taken again, are not foreseen.
    """
    return reply.json(await interval.of(reader, assessment))
