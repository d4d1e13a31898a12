"""The register: list, one organisation."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import answers
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import hierarchies, values
from shared.organisations import service as organisations

router = routes.router()


@router.get(
    "/v1/organisations",
    operation_id="list_organisations",
    tags=["organisations"],
    summary="Danh sách cơ quan, đơn vị / List organisations",
    description="Các cơ quan có hiệu lực tại `as_of`, theo vần chữ cái tiếng Việt. `complete_until`: danh bạ đủ"
    " đến ngày"
    " nào đối với các nguồn đã dùng.\n\nThose in force on `as_of`, in Vietnamese alphabetical order. `complete_until`:"
    " up to which day the register is complete for what its sources name.",
    responses={200: {"model": answers.OrganisationPage}},
)
async def list_organisations(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    kind: pages.Word = None,
    level: values.Level | None = None,
    parent: pages.Word = None,
    hierarchy: Annotated[
        pages.Word,
        Query(
            description="Hệ thống mà `parent` thuộc về, mặc định hành chính; không có `parent`: mọi cơ quan có vị trí"
            " trong đó / the hierarchy of `parent`, administrative by default; without `parent`: who stands in it."
        ),
    ] = None,
    duty: values.Duty | None = None,
    q: pages.Search = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    parent_id = await organisations.filter_id(reader, "parent", parent)
    wanted = values.Filter(kind, level, parent_id, await hierarchies.check(reader, hierarchy), duty, q)
    after = pages.decode(cursor, str, uuid.UUID)
    page = await organisations.list_page(reader, at, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/organisations/{organisation}",
    operation_id="get_organisation",
    tags=["organisations"],
    summary="Một cơ quan, đơn vị / One organisation",
    description="Theo id hoặc slug, như tại `as_of`; 404 nếu ngày đó chưa có hoặc không còn.\n\nBy id or slug,"
    " as on"
    " `as_of`; 404 when it is not in force that day.",
    responses={200: {"model": answers.OrganisationOfDay}},
)
async def get_organisation(reader: doors.Reading, at: moments.At, organisation: pages.Key) -> Response:
    """One object."""
    return reply.json(await organisations.get(reader, at, organisation))
