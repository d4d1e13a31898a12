"""Reports: draft, revise, submit, return, accept."""

from __future__ import annotations

from enum import Enum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from services.reporting_api import reports_bodies, reports_docs
from shared.identity import guard
from shared.kit.web import conditional, doors, pages, reply, routes
from shared.reporting import service as reporting
from shared.reporting import values

router = routes.router()
_TAGS: list[str | Enum] = ["reporting"]


def _acting(caller: guard.Caller, actor: guard.Acting, now: doors.Now) -> reporting.Acting:
    return reporting.Acting(caller, actor, now)


Acting = Annotated[reporting.Acting, Depends(_acting)]


def _answer(view: reporting.ReportView, *, created: bool = False) -> Response:
    headers = {"ETag": conditional.etag(view.version)}
    if created:
        headers["Location"] = f"/v1/reports/{view.id}"
    return reply.json(view.body, 201 if created else 200, headers)


@router.post(
    "/v1/reports",
    operation_id="draft_report",
    tags=_TAGS,
    status_code=201,
    summary="Soạn báo cáo / Draft a report",
    description="Cán bộ của cơ quan có nghĩa vụ soạn dự thảo; mọi số liệu được kiểm tra ngay, sai một số thì không "
    "lưu gì. / A person of the owing organisation drafts; every figure is checked now, nothing is stored if one fails.",
    responses=reports_docs.NEW_REPORT,
)
async def draft_report(body: reports_bodies.ReportDraft, session: doors.Transaction, acting: Acting) -> Response:
    """The first draft."""
    return _answer(await reporting.draft_report(session, acting, body.obligation, body.content()), created=True)


@router.get(
    "/v1/reports",
    operation_id="list_reports",
    tags=_TAGS,
    summary="Danh sách báo cáo / Reports",
    description="Báo cáo mà người gọi được đọc, mới nhất trước. / Reports that the caller may read, newest first.",
    responses=reports_docs.REPORTS_PAGE,
)
async def list_reports(
    *,
    request: Request,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    organisation: pages.Word = None,
    year: pages.Year = None,
    state: Annotated[values.State | None, Query(description="Trạng thái / state.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page of reports."""
    (after,) = pages.decode(cursor, UUID)
    page = await reporting.list_reports(
        reader, caller, now, organisation=organisation, year=year, state=state, after=after, limit=limit, total=total
    )
    return pages.respond(request, page)


@router.get(
    "/v1/reports/{report}",
    operation_id="get_report",
    tags=_TAGS,
    summary="Một báo cáo / One report",
    description="Mọi lần nộp với số liệu và quyết định; dự thảo chưa ký chỉ cơ quan báo cáo đọc được; "
    "`allowed_actions` là việc người gọi làm được lúc này. / All rounds with figures and decisions; only the reporting "
    "organisation reads what is not signed yet; `allowed_actions` is what the caller may do now.",
    responses=reports_docs.ONE_REPORT,
)
async def get_report(report: UUID, reader: doors.Reading, caller: guard.Caller, now: doors.Now) -> Response:
    """One report."""
    return _answer(await reporting.get_report(reader, caller, now, report))


@router.put(
    "/v1/reports/{report}",
    operation_id="revise_report",
    tags=_TAGS,
    summary="Sửa dự thảo / Revise the draft",
    description="Thay toàn bộ nội dung dự thảo; với báo cáo bị trả lại thì mở lần nộp tiếp theo. Cần If-Match. / "
    "Replaces the whole draft; on a returned report it opens the next round. If-Match is required.",
    responses=reports_docs.ONE_REPORT,
    openapi_extra=conditional.declared(required=True),
)
async def revise_report(
    report: UUID, body: reports_bodies.ReportRevision, request: Request, session: doors.Transaction, acting: Acting
) -> Response:
    """The draft as rewritten."""
    match = conditional.matching(request, required=True)
    return _answer(await reporting.revise_report(session, acting, report, body.content(), match=match))


@router.post(
    "/v1/reports/{report}/submit",
    operation_id="submit_report",
    tags=_TAGS,
    summary="Thủ trưởng ký gửi / The head submits",
    description="Thủ trưởng cơ quan, không phải người đã soạn lần nộp này. / The head, who did not write this round.",
    responses=reports_docs.ONE_REPORT,
    openapi_extra=conditional.declared(required=False),
)
async def submit_report(report: UUID, request: Request, session: doors.Transaction, acting: Acting) -> Response:
    """The report as signed."""
    return _answer(await reporting.submit_report(session, acting, report, match=conditional.matching(request)))


@router.post(
    "/v1/reports/{report}/return",
    operation_id="return_report",
    tags=_TAGS,
    summary="Trả lại báo cáo / Return a report",
    description="Cơ quan thường trực trả lại, nêu lý do. / The coordinating department returns it and says why.",
    responses=reports_docs.ONE_REPORT,
    openapi_extra=conditional.declared(required=False),
)
async def return_report(
    report: UUID, body: reports_bodies.ReportReturn, request: Request, session: doors.Transaction, acting: Acting
) -> Response:
    """The report as returned."""
    return _answer(
        await reporting.return_report(session, acting, report, body.comment, match=conditional.matching(request))
    )


@router.post(
    "/v1/reports/{report}/accept",
    operation_id="accept_report",
    tags=_TAGS,
    summary="Chấp nhận báo cáo / Accept a report",
    description="Cơ quan thường trực chấp nhận; số liệu trở thành số đo của chỉ tiêu trong cùng giao dịch. / The "
    "coordinating department accepts; the figures become measurements in the same transaction.",
    responses=reports_docs.ONE_REPORT,
    openapi_extra=conditional.declared(required=False),
)
async def accept_report(report: UUID, request: Request, session: doors.Transaction, acting: Acting) -> Response:
    """The report as accepted."""
    return _answer(await reporting.accept_report(session, acting, report, match=conditional.matching(request)))
