"""How far claims exceed what was verified of them."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import Query, Request, Response

from services.scoring_api import overclaim_answers as answers
from shared.analysis.overclaim import service as overclaim
from shared.assessments import values
from shared.frameworks import service as frameworks
from shared.kit.web import doors, pages, reply, routes
from shared.organisations import service as organisations

router = routes.router()
_CLAIMANT = "Slug của cơ quan tự nhận / slug of the organisation that claims."


def _points(text: str) -> Decimal:
    """A key that is a number of points. Raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or abs(value.adjusted()) > 18:
        raise ValueError(text)
    return value


@router.get(
    "/v1/assessments/overclaim",
    operation_id="list_overclaim",
    tags=["analysis"],
    summary="Chênh lệch tự chấm theo cơ quan / Over-claim by agency",
    description="Trên mọi kỳ đánh giá khớp điều kiện: mỗi cơ quan tự nhận bao nhiêu, được thẩm định bao nhiêu, chênh"
    " lệch lớn nhất trước.\n\nOver all assessments that match: what each organisation claims, what was verified of it,"
    " the largest gap first.",
    responses={200: {"model": answers.OverclaimPage}},
)
async def list_overclaim(
    request: Request,
    reader: doors.Reading,
    *,
    framework: pages.Word = None,
    organisation: pages.Word = None,
    year: pages.Year = None,
    agency: Annotated[pages.Word, Query(description=_CLAIMANT)] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page of claimants."""
    wanted = values.Filter(
        await frameworks.filter_id(reader, "framework", framework),
        await organisations.filter_id(reader, "organisation", organisation),
        year,
    )
    after = pages.decode(cursor, _points, str)
    page = await overclaim.list_page(reader, wanted, agency=agency, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/assessments/{assessment}/overclaim",
    operation_id="get_overclaim",
    tags=["analysis"],
    summary="Chênh lệch tự chấm của một kỳ đánh giá / Over-claim of an assessment",
    description="Tự chấm trừ thẩm định của từng chỉ số thành phần được tự nhận, và của từng cơ quan tự nhận. Chênh lệch"
    " của một chỉ số thuộc về cơ quan có điểm tự chấm đang có hiệu lực; nếu không ai tự chấm mà tài liệu mặc nhiên là"
    " tự nhận, thuộc về những cơ quan đã nộp, không chia.\n\nSelf − verified of every component that is claimed, and of"
    " every claimant. A component's gap is laid to whose claim is in force; where evidence implies it, to those who"
    " posted, never split.",
    responses={200: {"model": answers.Overclaim}},
)
async def get_overclaim(reader: doors.Reading, assessment: uuid.UUID) -> Response:
    """By the run at the head."""
    return reply.json(await overclaim.of(reader, assessment))
