"""Sets of targets: what a document sets for every organisation of a level."""

from __future__ import annotations

import uuid

from fastapi import Request, Response

from services.targets_api import answers_sets
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations.values import Level
from shared.targets.sets import service as sets
from shared.targets.sets import values

router = routes.router()


@router.get(
    "/v1/targets/sets",
    operation_id="list_target_sets",
    tags=["targets"],
    summary="Danh sách bộ chỉ tiêu theo cấp / List target sets",
    description="Tiêu chí của kế hoạch phong trào thi đua cho từng cấp (mục II.2.1.a đến d, II.2.2), mỗi cấp một bộ."
    " Các chỉ tiêu của một bộ cũng nằm trong `/v1/targets?set=`.\n\nThe emulation plan's criteria (II.2.1.a to d,"
    " II.2.2), one set for each level. The targets of a set are also in `/v1/targets?set=`.",
    responses={200: {"model": answers_sets.TargetSetPage}},
)
async def list_target_sets(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    level: Level | None = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.place, uuid.UUID)
    page = await sets.list_page(reader, at, values.Filter(level), after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/targets/sets/{target_set}",
    operation_id="get_target_set",
    tags=["targets"],
    summary="Một bộ chỉ tiêu với các tiêu chí / One target set with its criteria",
    description="Theo id hoặc slug. Mỗi tiêu chí có trích dẫn, mốc, và chỉ tiêu của nghị quyết 48 mà nó nhắc lại (chỉ"
    " khi là cùng một chỉ số; nếu câu chữ khác, `difference` nói khác ở đâu). Doanh nghiệp và cá nhân chỉ có tiêu chí"
    " định tính.\n\nBy id or slug. Each criterion has its quote, its milestone and the target of resolution 48 that it"
    " repeats (only where it is the same indicator; `difference` says where the words differ). Enterprises and persons"
    " have qualitative criteria only.",
    responses={200: {"model": answers_sets.TargetSetOfDay}},
)
async def get_target_set(reader: doors.Reading, at: moments.At, target_set: pages.Key) -> Response:
    """One object."""
    return reply.json(await sets.get(reader, at, target_set))
