"""What agencies spend on digital transformation."""

from __future__ import annotations

from fastapi import Request, Response

from services.targets_api import spending_answers as answers
from services.targets_api import spending_bodies as bodies
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import service as organisations
from shared.targets.spending import service as spending

router = routes.router()


@router.get(
    "/v1/budget/spending",
    operation_id="get_spending",
    tags=["tasks"],
    summary="Chi cho chuyển đổi số / Spending on digital transformation",
    description="Số chi mà kế hoạch 187 giao các cơ quan tổng hợp hằng năm: tổng theo lĩnh vực và nguồn chi, ai chưa"
    " báo cáo, tỷ lệ so với mức khoảng 1% mà kế hoạch nêu, và bộ số liệu đang dùng của từng cơ quan. Nguồn chi mà một"
    " cơ quan được giao xác định cho toàn tỉnh thì tính số đó, còn lại là tổng của các cơ quan. `as_of`: cơ quan nào"
    " được giao vào ngày ấy. Lĩnh vực và điều được giao theo danh mục hiện nay."
    "\n\nWhat plan 187 has agencies sum every year: totals by area and nature, who has not"
    " reported, the share beside the plan's about 1%, and each agency's set that counts. A nature that somebody"
    " is asked to determine for the whole province counts by that figure, the others by the agencies' sum."
    " `as_of`: who is asked on that day. The areas and what is asked are the catalog's of today.",
    responses={200: {"model": answers.Spending}},
)
async def get_spending(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    year: pages.Year = None,
    organisation: pages.Word = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A year."""
    (after,) = pages.decode(cursor, str)
    whose = await organisations.filter_id(reader, "organisation", organisation)
    return pages.respond(
        request, await spending.read_year(reader, at, year, whose, after=after, limit=limit, total=total)
    )


@router.post(
    "/v1/budget/spending",
    operation_id="record_spending",
    tags=["tasks"],
    status_code=201,
    summary="Ghi số chi của cơ quan / Record an agency's spending",
    description="Cả bộ số liệu của cơ quan mình trong một năm: mọi lĩnh vực mà điều khoản giao, tách đầu tư và"
    " thường xuyên khi điều khoản yêu cầu; tổng nêu ra phải bằng các phần. Không bộ nào bị sửa hay xóa: bộ thứ hai là"
    " một lần ghi mới; số ước sau số chính thức phải nêu `reason`, nếu không thì 409.\n\nThe whole set of the caller's"
    " organisation for a year: every area that a clause asks of it, investment and recurrent apart where it asks"
    " for that; a total that is stated equals its parts. No set is changed or deleted: a second one is a new"
    " vintage; an estimate after a final one gives its `reason`, or it is 409.",
    responses={
        200: {"model": answers.SpendingSet, "description": "Không có gì mới / nothing new."},
        201: {"model": answers.SpendingSet},
    },
)
async def record_spending(
    body: bodies.SpendingBody, session: doors.Transaction, caller: guard.Caller, acting: guard.ActingNow
) -> Response:
    """The set as recorded."""
    done = await spending.record(session, caller, acting, body.organisation, body.statement())
    return reply.json(done.item.encode(), 201 if done.new else 200)
