"""What a legal document obliges anybody to."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import law_obligations_answers as answers
from shared.identity import guard
from shared.kit.web import doors, moments, pages, routes
from shared.overview.duties import service as duties
from shared.overview.duties import values

router = routes.router()
Kind = Annotated[
    values.Kind | None, Query(description="Loại / kind: milestone, criterion, task, report, spending, duty.")
]
Status = Annotated[values.Status | None, Query(description="Tình trạng vào ngày `as_of` / status on that day.")]


@router.get(
    "/v1/legal-documents/{document}/obligations",
    operation_id="list_document_obligations",
    tags=["legal documents"],
    summary="Văn bản buộc ai làm gì / What a document obliges to",
    description="Mọi điều văn bản giao: mốc chỉ tiêu, tiêu chí thi đua, nhiệm vụ, báo cáo, số chi phải tổng hợp, nghĩa"
    " vụ thường xuyên; mỗi điều kèm điều khoản, trích dẫn, ai chịu trách nhiệm (rỗng: văn bản không nêu), hạn, và"
    " tình trạng vào ngày `as_of`. Một mốc đã bị văn bản khác sửa đổi thì nằm ở văn bản sửa đổi. Báo cáo: mỗi kỳ"
    " một dòng, `counts` đếm cơ quan đã nộp, chưa nộp. Nghĩa vụ thường xuyên (`duty`): điều cơ quan phải làm mà"
    " không văn bản nào định ngày, nên luôn là `standing`; cơ quan được nêu đã kết thúc thì `owners` là cơ quan kế"
    " thừa, `inherited_from` nói kế thừa ai. Không có mã truy cập: chỉ có mốc và tiêu chí, theo số liệu chính thức"
    " của tỉnh, và nghĩa vụ thường xuyên; `targets:read` thêm nhiệm vụ, số chi và mọi số liệu, `reports:read` thêm"
    " báo cáo của những cơ quan mà người gọi được đọc (`counted`). `hidden` nêu loại không được hiển thị. Chế"
    " độ báo cáo, lĩnh vực chi và tên nhóm theo danh mục hiện nay."
    "\n\nEverything the document asks for: milestones, emulation criteria, tasks, reports, spending to be stated,"
    " standing duties; each with clause, quote, who owes it (empty: the document names nobody), when, and where it"
    " stands on `as_of`. A milestone that another document amended is listed there. Reports: a row for each"
    " period, `counts` says how many have given theirs. A standing duty (`duty`) has no day in any document, so it"
    " is always `standing`; where the organisation that is named has ended, `owners` is its successor and"
    " `inherited_from` says whose place it took. Without a token milestones and criteria, by the province's final"
    " figures, and standing duties only; `targets:read` adds tasks, spending and every figure, `reports:read` the"
    " reports of those whom the caller reads (`counted`). `hidden` names the kinds that are not shown. Reporting"
    " regimes, areas of spending and names of groups are the catalog's of today.",
    responses={200: {"model": answers.DocumentObligationPage}},
)
async def list_document_obligations(
    *,
    request: Request,
    reader: doors.Reading,
    visitor: guard.Visitor,
    now: doors.Now,
    at: moments.At,
    document: pages.Key,
    kind: Kind = None,
    status: Status = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.place, pages.place, uuid.UUID, str)
    sight = await duties.sight_of(reader, visitor, now)
    wanted = values.Filter(kind, status)
    page = await duties.list_page(reader, at, document, sight, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)
