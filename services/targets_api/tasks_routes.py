"""Tasks, their groups, and the budget."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import tasks_answers as answers
from shared.frameworks import service as frameworks
from shared.kit.web import conditional, doors, moments, pages, reply, routes
from shared.targets import service as targets
from shared.tasks import service as tasks
from shared.tasks import values

router = routes.router()
DueBefore = Annotated[
    moments.Day,
    Query(description="Hạn hết trước khi ngày này bắt đầu / the time is over when this day begins."),
]
MainIndex = Annotated[int | None, Query(ge=1, le=99, description="Chỉ số chính / main index of decision 922.")]


@router.get(
    "/v1/tasks",
    operation_id="list_tasks",
    tags=["tasks"],
    summary="Danh sách nhiệm vụ / List tasks",
    description="Sổ nhiệm vụ: nhiệm vụ của kế hoạch 55, nhiệm vụ khắc phục của kế hoạch 187 và nhiệm vụ khác. `owner`"
    " là cơ quan hay nhóm mà văn bản giao, `lead` là đơn vị chủ trì vào ngày `as_of` (sau sáp nhập). `overdue` và"
    " `status` tính theo ngày đó; đã hoàn thành chỉ khi sản phẩm được chấp nhận. Tên nhóm cơ quan theo danh mục hiện"
    " nay.\n\nThe register: tasks of plan 55,"
    " remedial tasks of plan 187, others. `owner` is whom the document names, `lead` who leads on `as_of` (after"
    " mergers). `overdue` and `status` are of that day; done only while what is owed is accepted. Names of groups of"
    " organisations are the catalog's of today.",
    responses={200: {"model": answers.TaskPage}},
)
async def list_tasks(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    main_index: MainIndex = None,
    owner: pages.Word = None,
    lead: pages.Word = None,
    component: pages.Word = None,
    target: pages.Word = None,
    group: pages.Word = None,
    kind: Annotated[values.Kind | None, Query(description="Loại nhiệm vụ / kind of task.")] = None,
    status: Annotated[values.Status | None, Query(description="Trạng thái vào ngày đó / state on the day.")] = None,
    due_before: DueBefore = None,
    overdue: Annotated[
        bool | None, Query(description="Chỉ nhiệm vụ quá hạn, hoặc không quá hạn / overdue or not.")
    ] = None,
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
        kind,
        await tasks.owner_filter_id(reader, lead, field="lead"),
        await targets.filter_id(reader, "target", target),
        due_before,
        status,
        overdue,
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
    description="Theo id hoặc mã. Tên nhóm cơ quan theo danh mục hiện nay.\n\nBy id or code. Names of groups of"
    " organisations are the catalog's of today.",
    responses={200: {"model": answers.TaskOfDay}},
)
async def get_task(reader: doors.Reading, at: moments.At, task: pages.Key) -> Response:
    """One object."""
    found = await tasks.get(reader, at, task)
    return reply.json(found.body, headers={"ETag": conditional.etag(found.version)})


@router.get(
    "/v1/budget",
    operation_id="get_budget",
    tags=["tasks"],
    summary="Kinh phí theo nguồn / Budget by source of funds",
    description="Triệu đồng. `adds_up`: các nguồn cộng lại đúng bằng tổng mà kế hoạch 55 nêu. `tasks`: tổng"
    " của các nhiệm vụ trong danh bạ, theo nguồn và năm, như đã biết lúc `known_at`; số của kế hoạch theo danh mục hiện"
    " nay.\n\nMillion"
    " VND. `adds_up`:"
    " the sources sum exactly to the total that plan 55 prints. `tasks`: what its tasks in the register sum to, by"
    " source and year, as known at `known_at`; the plan's own lines are the catalog's of today.",
    responses={200: {"model": answers.Budget}},
)
async def get_budget(reader: doors.Reading, at: moments.At) -> Response:
    """One object."""
    return reply.json(await tasks.budget(reader, at))
