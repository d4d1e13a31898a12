"""Entering and changing tasks, and saying how far they are."""

from __future__ import annotations

from enum import Enum

from fastapi import Request, Response

from services.targets_api import tasks_answers as answers
from services.targets_api import tasks_bodies as bodies
from shared.identity import guard
from shared.kit import exact_json
from shared.kit.web import conditional, doors, moments, pages, reply, routes
from shared.tasks import service as tasks
from shared.tasks import statuses, writing

router = routes.router()
_TAGS: list[str | Enum] = ["tasks"]


@router.post(
    "/v1/tasks",
    operation_id="create_task",
    tags=_TAGS,
    status_code=201,
    summary="Thêm nhiệm vụ / Enter a task",
    description="Cơ quan thường trực thêm một nhiệm vụ có căn cứ; nêu điều không có, hoặc chờ vòng quanh, thì không lưu"
    " gì. Đơn vị đã sáp nhập được chuyển cho đơn vị kế thừa.\n\nThe coordinating department enters a task with its"
    " ground; nothing is stored if it names what is not there or would wait for itself. An organisation that has ended"
    " passes it on to its successor.",
    responses={201: {"model": answers.TaskOfDay}},
)
async def create_task(body: bodies.TaskBody, session: doors.Transaction, acting: guard.ActingNow) -> Response:
    """The task as entered."""
    task = await writing.create(session, acting, body.draft())
    found = await tasks.shown(session, task, on=acting.clock.today())
    return reply.json(found.body, 201, {"ETag": conditional.etag(found.version), "Location": f"/v1/tasks/{task}"})


@router.patch(
    "/v1/tasks/{task}",
    operation_id="change_task",
    tags=_TAGS,
    summary="Sửa nhiệm vụ, nêu trạng thái / Change a task, say its state",
    description="Chỉ nêu những gì sửa; nội dung trước vẫn đọc được với `known_at`. Với nhiệm vụ do danh mục nêu, các"
    " trường đã sửa được ghi trong `corrected` và danh mục không ghi đè. Cần If-Match.\n\nOnly what changes; what was"
    " said before is still read with `known_at`. Of a task that the catalog states, the fields changed are named in"
    " `corrected`, and the catalog leaves them alone. If-Match is required.",
    responses={200: {"model": answers.TaskOfDay}},
    openapi_extra=conditional.declared(required=True),
)
async def change_task(
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    *,
    task: pages.Key,
    body: bodies.TaskChange,
) -> Response:
    """The task as changed."""
    match = conditional.matching(request, required=True)
    changed = await writing.change(session, acting, task, body.stated(), status=body.change(), match=match)
    found = await tasks.shown(session, changed, on=acting.clock.today())
    return reply.json(found.body, headers={"ETag": conditional.etag(found.version)})


@router.post(
    "/v1/tasks/{task}/progress",
    operation_id="report_task_progress",
    tags=_TAGS,
    status_code=201,
    summary="Tự báo cáo tiến độ / Say how far it is",
    description="Đơn vị chủ trì tự báo cáo; mỗi lần là một dòng mới, không sửa dòng cũ, và không làm nhiệm vụ hoàn"
    " thành.\n\nThe leading organisation says itself; each time a new line, none is changed, and none makes the task"
    " done.",
    responses={201: {"model": answers.ProgressSaid}},
)
async def report_task_progress(
    task: pages.Key,
    body: bodies.ProgressBody,
    session: doors.Transaction,
    caller: guard.Caller,
    acting: guard.ActingNow,
) -> Response:
    """The entry."""
    of, entry = await statuses.report(session, caller, acting, task, body.said())
    return reply.json(exact_json.dump({"id": entry, "task": of, "percent": body.percent}), 201)


@router.get(
    "/v1/tasks/{task}/progress",
    operation_id="list_task_progress",
    tags=_TAGS,
    summary="Các lần tự báo cáo tiến độ / What was said of progress",
    description="Mới nhất trước, đến ngày `as_of`.\n\nThe latest first, up to `as_of`.",
    responses={200: {"model": answers.ProgressPage}},
)
async def list_task_progress(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    task: pages.Key,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
) -> Response:
    """One page."""
    (after,) = pages.decode(cursor, int)
    return pages.respond(request, await tasks.progress_page(reader, at, task, after=after, limit=limit))
