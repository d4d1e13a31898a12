"""The calendar of reporting: regimes, and who owes what."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from services.reporting_api import reports_docs
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.reporting import calendar, values

router = routes.router()
_TAGS: list[str | Enum] = ["reporting"]
Wanted = Literal[values.Status, "not_reported"]  # one list of words, so that a finding names `status` itself


@router.get(
    "/v1/reporting-regimes",
    operation_id="list_reporting_regimes",
    tags=_TAGS,
    summary="Chế độ báo cáo / Reporting regimes",
    description="Ai báo cáo cho ai, bao lâu một lần, trước ngày nào, theo điều khoản nào. Ngày mà văn bản không nêu là "
    "null. / Who reports to whom, how often, before which day, by which clause. A day that no document gives is null.",
    responses=reports_docs.REGIMES_PAGE,
)
async def list_reporting_regimes(
    *,
    request: Request,
    reader: doors.Reading,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page of regimes."""
    (after,) = pages.decode(cursor, str)
    return pages.respond(request, await calendar.list_regimes(reader, after=after, limit=limit, total=total))


@router.get(
    "/v1/obligations",
    operation_id="list_obligations",
    tags=_TAGS,
    summary="Ai còn nợ báo cáo gì / Who owes which report",
    description="Nghĩa vụ báo cáo với trạng thái tại thời điểm hỏi; `status=not_reported` là chưa gửi hoặc bị trả lại."
    " Cơ quan kết thúc thì phần chưa nộp chuyển sang cơ quan kế thừa (`inherited_from`). Cơ quan chỉ thấy nghĩa vụ"
    " của mình; cơ quan thường trực, ban chỉ đạo, kiểm tra thấy toàn tỉnh. Trạng thái tính theo những bước mà báo cáo"
    " đã qua đến hết ngày `as_of` và đã ghi đến `known_at`; tên chế độ báo cáo theo danh mục hiện nay."
    " / Obligations with their status at this instant;"
    " `status=not_reported` means neither submitted nor accepted. What an organisation has not given when it ends"
    " passes to its successor (`inherited_from`). An organisation sees its own; the coordinating department, the"
    " committee and auditors see the province's. The status follows from the steps that the report had taken by the"
    " end of the day `as_of` and that were recorded by `known_at`; names of regimes are the catalog's of today.",
    responses=reports_docs.OBLIGATIONS_PAGE,
)
async def list_obligations(
    *,
    request: Request,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    at: moments.At,
    organisation: pages.Word = None,
    year: pages.Year = None,
    period: Annotated[values.Period | None, Query(description="Kỳ / period.")] = None,
    regime: pages.Word = None,
    status: Annotated[Wanted | None, Query(description="Trạng thái / status.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page of obligations, the earliest due first, unknown days last."""
    (after,) = pages.decode(cursor, UUID)
    page = await calendar.list_obligations(
        reader,
        caller,
        now,
        at,
        organisation=organisation,
        year=year,
        period=period,
        regime=regime,
        status=status,
        after=after,
        limit=limit,
        total=total,
    )
    return pages.respond(request, page)


@router.get(
    "/v1/obligations/{obligation}",
    operation_id="get_obligation",
    tags=_TAGS,
    summary="Một nghĩa vụ báo cáo / One obligation",
    description="Hạn, trạng thái tại thời điểm hỏi và báo cáo đã có, theo những bước đã qua đến ngày `as_of` và đã ghi"
    " đến `known_at`; cả nghĩa vụ đã chuyển (`passed_to`). Tên chế độ báo cáo theo danh mục hiện nay. / Due day, status"
    " at this instant, the report, by the steps taken by `as_of` and recorded by `known_at`; also of one that has"
    " passed on (`passed_to`). The regime's name is the catalog's of today.",
    responses=reports_docs.ONE_OBLIGATION,
)
async def get_obligation(
    obligation: UUID, reader: doors.Reading, caller: guard.Caller, now: doors.Now, at: moments.At
) -> Response:
    """One obligation."""
    return reply.json(await calendar.get_obligation(reader, caller, now, at, obligation))
