"""Frameworks."""

from __future__ import annotations

from fastapi import Request, Response

from services.scoring_api import answers
from shared.frameworks import service as frameworks
from shared.kit.web import pages, reply, routes
from shared.kit.web.doors import Reading

router = routes.router()


@router.get(
    "/v1/frameworks",
    operation_id="list_frameworks",
    tags=["frameworks"],
    summary="Các bộ chỉ số / Frameworks",
    responses={200: {"model": answers.FrameworkList}},
)
async def list_frameworks(
    request: Request,
    reader: Reading,
    *,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Các bộ chỉ số đã công bố hoặc chưa đủ số liệu. / All published frameworks and the incomplete ones."""
    (after,) = pages.decode(cursor, str)
    page = await frameworks.list_page(reader, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/frameworks/{framework}",
    operation_id="get_framework",
    tags=["frameworks"],
    summary="Một bộ chỉ số / One framework",
    responses={200: {"model": answers.FrameworkTree}},
)
async def get_framework(reader: Reading, framework: pages.Key) -> Response:
    """Trụ cột, chỉ số chính, chỉ số thành phần, cách tính. / One framework down to its components and rules."""
    return reply.json(await frameworks.tree(reader, framework))
