"""Sets of targets: what a document sets for every organisation of a level."""

from __future__ import annotations

import uuid

from fastapi import Request, Response

from services.targets_api import sets_answers
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import service as organisations
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
    responses={200: {"model": sets_answers.TargetSetPage}},
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
    responses={200: {"model": sets_answers.TargetSetOfDay}},
)
async def get_target_set(reader: doors.Reading, at: moments.At, target_set: pages.Key) -> Response:
    """One object."""
    return reply.json(await sets.get(reader, at, target_set))


@router.get(
    "/v1/targets/sets/{target_set}/standing",
    operation_id="list_target_set_standing",
    tags=["targets"],
    summary="Đơn vị nào đạt bộ chỉ tiêu / Who meets a target set",
    description="Mọi đơn vị của cấp đang tồn tại vào `as_of`, theo thứ tự chữ cái; mỗi tiêu chí là `reached`, `not_yet`"
    " hoặc `not_measured`, kèm số liệu đã dùng. `meets` là `no` khi một tiêu chí chưa đạt, `yes` khi mọi tiêu chí đều"
    " đạt, còn lại là `not_determined`: thiếu số liệu không phải là chưa đạt. Xét khen thưởng không nằm ở đây.\n\nEvery"
    " organisation of the level in force on `as_of`, in alphabetical order; each criterion is `reached`, `not_yet` or"
    " `not_measured`, with the figure used. `meets` is `no` as soon as one is not reached, `yes` when all are,"
    " otherwise `not_determined`: a missing figure is no failure. Nominations and awards are not decided here.",
    responses={200: {"model": sets_answers.StandingPage}},
)
async def list_target_set_standing(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    target_set: pages.Key,
    organisation: pages.Word = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, str, uuid.UUID)
    organisation_id = await organisations.filter_id(reader, "organisation", organisation)
    page = await sets.list_standing(reader, at, target_set, organisation_id, after=after, limit=limit, total=total)
    return pages.respond(request, page)
