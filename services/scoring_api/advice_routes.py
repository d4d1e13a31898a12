"""Where points can be won, and the fewest changes that reach a goal."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Annotated

from fastapi import Query, Response

from services.scoring_api import advice_answers as answers
from shared.analysis.advice import service as advice
from shared.identity.guard import Caller
from shared.kit.web import pages, reply, routes
from shared.kit.web.doors import Now, Reading

router = routes.router()
Total = Annotated[
    Decimal | None,
    Query(ge=0, le=1, max_digits=7, decimal_places=6, description="Giá trị của tổng, 0 đến 1 / the total's value."),
]
Rank = Annotated[int | None, Query(ge=1, le=100_000, description="Hạng cần đạt / the rank to reach.")]


@router.get(
    "/v1/assessments/{assessment}/advice",
    operation_id="get_advice",
    tags=["analysis"],
    summary="Giành thêm điểm ở đâu / Where to win points",
    responses={200: {"model": answers.AssessmentAdvice}},
)
async def get_advice(
    reader: Reading, caller: Caller, now: Now, *, assessment: uuid.UUID, limit: pages.Limit = pages.MAX_LIMIT
) -> Response:
    """Từng chỉ số thành phần còn thiếu điểm: điểm giành được, ai phụ trách, nhiệm vụ, tài liệu còn thiếu.

    Each component that lacks points: what it can win, who owns it by the tasks of today, the tasks, the documents that
    are missing; the most points first, then the least effort that is known. Supposing the first k at their maximum
    gives exactly the total that the k-th promises.
    """
    return reply.json(await advice.of(reader, caller, now, assessment, limit=limit))


@router.get(
    "/v1/assessments/{assessment}/plan",
    operation_id="get_plan",
    tags=["analysis"],
    summary="Ít thay đổi nhất để đạt một tổng hoặc một hạng / The fewest changes to a total or a rank",
    responses={200: {"model": answers.AssessmentPlan}},
)
async def get_plan(
    reader: Reading, caller: Caller, now: Now, *, assessment: uuid.UUID, total: Total = None, rank: Rank = None
) -> Response:
    """Nêu total hoặc rank. Hạng cần giá trị của mọi cơ quan khác cùng bộ chỉ số và năm; thiếu thì trả lời chưa biết.

    Send total or rank. A rank needs the values of all others of the same framework and year, published or computed;
    while one is unknown the answer says so.
    """
    return reply.json(await advice.plan(reader, caller, now, assessment, total=total, rank=rank))
