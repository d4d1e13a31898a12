"""Deliverables (sản phẩm) of tasks: post, list, read, decide."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from enum import Enum

from fastapi import Request, Response
from fastapi.responses import FileResponse

from services.targets_api import deliverables_answers as answers
from services.targets_api import deliverables_bodies as bodies
from services.targets_api.deliverables_uploads import Upload
from shared.evidence import papers
from shared.identity import guard
from shared.kit import exact_json
from shared.kit.web import doors, pages, reply, routes
from shared.tasks import deliverables

router = routes.router()
_TAGS: list[str | Enum] = ["tasks"]


def _posted(found: deliverables.Posted) -> Response:
    headers = {"Location": f"/v1/tasks/{found.task}/deliverables/{found.id}/content"}
    return reply.json(exact_json.dump(asdict(found)), 201, headers)


@router.post(
    "/v1/tasks/{task}/deliverables",
    operation_id="post_deliverable",
    tags=_TAGS,
    status_code=201,
    summary="Nộp sản phẩm / Post a deliverable",
    description="Đơn vị chủ trì hoặc đồng chủ trì nộp tệp; nhiệm vụ hoàn thành chỉ khi đủ sản phẩm được chấp nhận."
    "\n\nWho leads or co-leads posts a file; the task is done only when all that is owed is accepted.",
    responses={201: {"model": answers.DeliverablePosted}},
)
async def post_deliverable(
    task: pages.Key, upload: Upload, session: doors.Transaction, caller: guard.Caller, acting: guard.ActingNow
) -> Response:
    """What was stored."""
    return _posted(
        await deliverables.post(
            session,
            caller,
            acting,
            task,
            upload.submission,
            file=upload.sent.file,
            draft=upload.sent.path,
            folder=upload.sent.folder,
        )
    )


@router.post(
    "/v1/tasks/{task}/deliverables/evidence",
    operation_id="post_deliverable_evidence",
    tags=_TAGS,
    status_code=201,
    summary="Dùng tài liệu kiểm chứng làm sản phẩm / Name evidence as a deliverable",
    description="Tài liệu đã nộp của chính cơ quan; khi nó bị từ chối hoặc rút lại, sản phẩm không còn được tính và"
    " nhiệm vụ không còn hoàn thành.\n\nEvidence of the own organisation; when it is rejected or withdrawn, it counts"
    " no more, and the task is no longer done.",
    responses={201: {"model": answers.DeliverablePosted}},
)
async def post_deliverable_evidence(
    task: pages.Key,
    body: bodies.EvidenceNamed,
    session: doors.Transaction,
    reader: doors.Reading,
    *,
    caller: guard.Caller,
    acting: guard.ActingNow,
) -> Response:
    """What was stored."""
    named = deliverables.Named(body.evidence, body.note)
    return _posted(await deliverables.post_evidence(session, reader, caller, acting, task, named=named))


@router.get(
    "/v1/tasks/{task}/deliverables",
    operation_id="list_deliverables",
    tags=_TAGS,
    summary="Sản phẩm của nhiệm vụ / Deliverables of a task",
    description="Những sản phẩm mà người gọi được đọc, mới nhất trước, với kết luận hiện nay; đã được tính bao nhiêu"
    " tại một thời điểm thì xem nhiệm vụ với `known_at`.\n\nThose that the caller may read, newest first, as decided by"
    " now; how many counted at an instant is told by the task with `known_at`.",
    responses={200: {"model": answers.DeliverablePage}},
)
async def list_deliverables(
    *,
    request: Request,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    task: pages.Key,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    return pages.respond(request, await deliverables.list_page(reader, caller, now, task, after=after, limit=limit))


@router.get(
    "/v1/tasks/{task}/deliverables/{deliverable}/content",
    operation_id="get_deliverable_content",
    tags=_TAGS,
    summary="Tệp của sản phẩm / The file",
    description="Nguyên như đã nộp; lượt xem được ghi nhật ký truy cập.\n\nAs it was sent; who reads it is written to"
    " the access log first.",
    response_class=FileResponse,
    responses=papers.IN_OPENAPI,
)
async def get_deliverable_content(
    request: Request,
    reader: doors.Reading,
    session: doors.Transaction,
    *,
    caller: guard.Caller,
    actor: guard.Acting,
    now: doors.Now,
    task: pages.Key,
    deliverable: uuid.UUID,
) -> Response:
    """The file."""
    found = await deliverables.file_of(reader, caller, now, task, deliverable)
    return await papers.show(
        request, session, actor, found, operation="get_deliverable_content", entity=("deliverable", deliverable)
    )


@router.post(
    "/v1/tasks/{task}/deliverables/{deliverable}/decisions",
    operation_id="decide_deliverable",
    tags=_TAGS,
    status_code=201,
    summary="Thẩm định sản phẩm / Decide on a deliverable",
    description="Cơ quan thường trực chấp nhận hoặc từ chối; không ai thẩm định sản phẩm mình nộp; kết luận sau"
    " thay kết luận trước.\n\nThe coordinating department accepts or rejects; nobody decides on what they posted;"
    " the latest decision holds.",
    responses={201: {"model": answers.DeliverableDecided}},
)
async def decide_deliverable(
    session: doors.Transaction,
    caller: guard.Caller,
    acting: guard.ActingNow,
    *,
    task: pages.Key,
    deliverable: uuid.UUID,
    body: bodies.DeliverableDecision,
) -> Response:
    """The decision."""
    decision = await deliverables.decide(session, caller, acting, (task, deliverable), body.said())
    return reply.json(exact_json.dump({"id": decision, "deliverable": deliverable, "verdict": body.verdict}), 201)
