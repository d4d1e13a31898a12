"""Legal documents and their texts."""

from __future__ import annotations

from fastapi import Request, Response

from services.targets_api import answers
from shared.kit.web import conditional, doors, pages, reply, routes
from shared.law import service as law
from shared.law import values

router = routes.router()


@router.get(
    "/v1/legal-documents",
    operation_id="list_legal_documents",
    tags=["legal documents"],
    summary="Danh sách văn bản / List legal documents",
    description="Các văn bản làm căn cứ, và văn bản mà chúng dẫn chiếu.\n\nThe documents that rows rest on,"
    " and those"
    " they refer to.",
    responses={200: {"model": answers.LegalDocumentPage}},
)
async def list_legal_documents(
    *,
    request: Request,
    reader: doors.Reading,
    kind: values.Kind | None = None,
    q: pages.Search = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, str)
    page = await law.list_page(reader, values.Filter(kind, q), after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/legal-documents/{document}",
    operation_id="get_legal_document",
    tags=["legal documents"],
    summary="Một văn bản / One legal document",
    description="Theo id hoặc slug, không kèm toàn văn.\n\nBy id or slug, without its text.",
    responses={200: {"model": answers.LegalDocument}},
)
async def get_legal_document(reader: doors.Reading, document: pages.Key) -> Response:
    """One object."""
    return reply.json(await law.get(reader, document))


@router.get(
    "/v1/legal-documents/{document}/text",
    operation_id="get_legal_document_text",
    tags=["legal documents"],
    summary="Toàn văn / The text of a legal document",
    description="Như đã nhận, kể cả lỗi nhận dạng chữ; mọi trích dẫn đều tìm thấy trong đó.\n\nAs received,"
    " slips of"
    " recognition included; every quote is found in it.",
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def get_legal_document_text(reader: doors.Reading, document: pages.Key) -> Response:
    """The text as Markdown."""
    text = await law.get_text(reader, document)
    return Response(text.body, media_type="text/markdown", headers={"ETag": conditional.etag(text.sha256)})
