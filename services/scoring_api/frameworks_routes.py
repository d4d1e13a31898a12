"""Frameworks and published rankings."""

from __future__ import annotations

import uuid

from fastapi import Request, Response

from services.scoring_api import answers
from services.scoring_api.assessments_routes import Name
from shared.assessments import service as assessments
from shared.assessments import values
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


@router.get(
    "/v1/rankings",
    operation_id="list_rankings",
    tags=["rankings"],
    summary="Các bảng xếp hạng / Rankings",
    responses={200: {"model": answers.RankingList}},
)
async def list_rankings(
    request: Request,
    reader: Reading,
    *,
    framework: Name = None,
    year: pages.Year = None,
    kind: Name = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Các bảng xếp hạng đã công bố, năm mới nhất trước. / The published rankings, newest year first."""
    framework_id = await frameworks.filter_id(reader, "framework", framework)
    wanted = values.Filter(framework_id, year=year, kind=kind)
    after = pages.decode(cursor, pages.place, uuid.UUID)
    page = await assessments.list_rankings(reader, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/rankings/{ranking}",
    operation_id="get_ranking",
    tags=["rankings"],
    summary="Một bảng xếp hạng / One ranking",
    responses={200: {"model": answers.RankingWithRows}},
)
async def get_ranking(reader: Reading, ranking: uuid.UUID) -> Response:
    """Các hạng theo công bố; đồng hạng giữ nguyên. / Ranks as published; ties as they are (15, 15, 17)."""
    return reply.json(await assessments.ranking(reader, ranking))
