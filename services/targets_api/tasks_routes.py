"""Tasks, their groups, and the budget."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import answers
from shared.frameworks import service as frameworks
from shared.kit.web import doors, moments, pages, reply, routes
from shared.tasks import service as tasks
from shared.tasks import values

router = routes.router()
MainIndex = Annotated[int | None, Query(ge=1, le=99, description="Chỉ số chính / main index of decision 922.")]


@router.get(
    "/v1/tasks",
    operation_id="list_tasks",
    tags=["tasks"],
    summary="Danh sách nhiệm vụ / List tasks",
    description="Nhiệm vụ khắc phục của kế hoạch 187, mỗi gạch đầu dòng và đơn vị chủ trì một nhiệm vụ. `owner`"
    " là slug"
    " hoặc id của cơ quan hay nhóm cơ quan.\n\nPlan 187's remedial tasks, one per bullet and owner. `owner` is the slug"
    " or id of an organisation or a group.",
    responses={200: {"model": answers.TaskPage}},
)
async def list_tasks(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    main_index: MainIndex = None,
    owner: pages.Word = None,
    component: pages.Word = None,
    group: pages.Word = None,
    q: pages.Search = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.place, uuid.UUID)
    wanted = values.Filter(
        main_index,
        await tasks.owner_filter_id(reader, owner),
        await frameworks.check_component(reader, "component", component),
        await tasks.group_filter_id(reader, group),
        q,
    )
    return pages.respond(request, await tasks.list_page(reader, at, wanted, after=after, limit=limit, total=total))


@router.get(
    "/v1/tasks/groups",
    operation_id="list_task_groups",
    tags=["tasks"],
    summary="Nhóm nhiệm vụ của kế hoạch 55 / Task groups of plan 55",
    description="Sáu nhóm với số nhiệm vụ; danh mục từng nhiệm vụ nằm trong phụ lục chưa có.\n\nSix groups"
    " with their"
    " counts; the single tasks are in an annex that is not at hand.",
    responses={200: {"model": answers.TaskGroups}},
)
async def list_task_groups(reader: doors.Reading) -> Response:
    """All groups."""
    return reply.json(await tasks.groups(reader))


@router.get(
    "/v1/tasks/{task}",
    operation_id="get_task",
    tags=["tasks"],
    summary="Một nhiệm vụ / One task",
    description="Theo id hoặc mã.\n\nBy id or code.",
    responses={200: {"model": answers.TaskOfDay}},
)
async def get_task(reader: doors.Reading, at: moments.At, task: pages.Key) -> Response:
    """One object."""
    return reply.json(await tasks.get(reader, at, task))


@router.get(
    "/v1/budget",
    operation_id="get_budget",
    tags=["tasks"],
    summary="Kinh phí theo nguồn / Budget by source of funds",
    description="Triệu đồng. `adds_up`: các nguồn cộng lại đúng bằng tổng mà kế hoạch 55 nêu.\n\nMillion"
    " VND. `adds_up`:"
    " the sources sum exactly to the total that plan 55 prints.",
    responses={200: {"model": answers.Budget}},
)
async def get_budget(reader: doors.Reading) -> Response:
    """One object."""
    return reply.json(await tasks.budget(reader))
