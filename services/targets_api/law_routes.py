"""Legal documents and their texts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import law_answers as answers
from services.targets_api import law_bodies as bodies
from shared.identity import guard
from shared.kit.web import conditional, doors, moments, pages, reply, routes
from shared.law import recording, values
from shared.law import service as law

router = routes.router()
InForce = Annotated[
    values.InForce | None,
    Query(description="Hiệu lực vào ngày `as_of` / whether it holds on the day `as_of`."),
]


@router.get(
    "/v1/legal-documents",
    operation_id="list_legal_documents",
    tags=["legal documents"],
    summary="Danh sách văn bản / List legal documents",
    description="Các văn bản làm căn cứ, và văn bản mà chúng dẫn chiếu, với hiệu lực vào ngày `as_of`.\n\nThe documents"
    " that rows rest on, and those they refer to; whether each holds on the day `as_of`.",
    responses={200: {"model": answers.LegalDocumentPage}},
)
async def list_legal_documents(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    kind: values.Kind | None = None,
    in_force: InForce = None,
    q: pages.Search = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, str)
    page = await law.list_page(reader, at, values.Filter(kind, q, in_force), after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.post(
    "/v1/legal-documents",
    operation_id="create_legal_document",
    tags=["legal documents"],
    status_code=201,
    summary="Ghi văn bản mới / Record a legal document",
    description="Cơ quan thường trực ghi văn bản mới ban hành, văn bản nó sửa đổi (`amends`), thay thế (`replaces`),"
    " thực hiện (`implements`), và toàn văn nếu có. Căn cứ có thể là chính văn bản. Chuỗi sửa đổi quay vòng bị từ chối;"
    " trùng số, cơ quan và năm với văn bản khác thì 409, trừ khi `confirm` nêu `same_number`.\n\nThe coordinating"
    " department records a document, what it amends, replaces and implements, and its text if at hand. Its ground may"
    " be its own text. A chain that comes back to itself is refused; the number of another document of the same issuer"
    " and year is a 409 unless `confirm` names `same_number`.",
    responses={201: {"model": answers.LegalDocumentOfDay}},
)
async def create_legal_document(
    body: bodies.NewLegalDocument, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """One object."""
    made = await recording.record(session, acting, body.slug, body.statement())
    headers = {"Location": f"/v1/legal-documents/{made.slug}", "ETag": conditional.etag(made.version)}
    return reply.json(made.body, 201, headers)


@router.get(
    "/v1/legal-documents/{document}",
    operation_id="get_legal_document",
    tags=["legal documents"],
    summary="Một văn bản / One legal document",
    description="Theo id hoặc slug, không kèm toàn văn; `chain` là mọi văn bản sửa đổi, thay thế lẫn nhau với nó,"
    " `corrections` là những gì đã đính chính.\n\nBy id or slug, without its text; `chain` holds every document that"
    " amends or replaces it or is amended or replaced by it, however far, `corrections` what was stated anew.",
    responses={200: {"model": answers.LegalDocumentOfDay}},
)
async def get_legal_document(reader: doors.Reading, at: moments.At, document: pages.Key) -> Response:
    """One object."""
    return _answer(await law.get(reader, at, document))


@router.patch(
    "/v1/legal-documents/{document}",
    operation_id="correct_legal_document",
    tags=["legal documents"],
    summary="Đính chính văn bản / Correct a legal document",
    description="Nêu lại điều sai hoặc điều chưa biết, kèm căn cứ; điều đã biết trước đó vẫn đọc được với `known_at`,"
    " và bản danh mục mới không xóa đính chính. Toàn văn chỉ nhận một lần; nếu trích dẫn đã có không nằm trong đó thì"
    " 409, trừ khi `confirm` nêu `quotes_not_found`.\n\nWhat was wrong or unknown is stated anew, on a ground; what was"
    " known before stays readable with `known_at`, and no edition of the catalog takes it back. A text is given once;"
    " when quotes that rest on the document are not in it, a 409 unless `confirm` names `quotes_not_found`.",
    responses={200: {"model": answers.LegalDocumentOfDay}},
    openapi_extra=conditional.declared(required=True),
)
async def correct_legal_document(
    *,
    body: bodies.LegalDocumentCorrection,
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    document: pages.Key,
) -> Response:
    """One object."""
    match = conditional.matching(request, required=True)
    return _answer(await recording.correct(session, acting, document, body.statement(), match=match))


@router.get(
    "/v1/legal-documents/{document}/text",
    operation_id="get_legal_document_text",
    tags=["legal documents"],
    summary="Toàn văn / The text of a legal document",
    description="Như đã nhận, kể cả lỗi nhận dạng chữ; mọi trích dẫn đều tìm thấy trong đó.\n\nAs received,"
    " slips of recognition included; every quote is found in it.",
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def get_legal_document_text(reader: doors.Reading, at: moments.At, document: pages.Key) -> Response:
    """The text as Markdown."""
    text = await law.get_text(reader, at, document)
    return Response(text.body, media_type="text/markdown", headers={"ETag": conditional.etag(text.sha256)})


def _answer(found: values.Viewed) -> Response:
    return reply.json(found.body, headers={"ETag": conditional.etag(found.version)})
