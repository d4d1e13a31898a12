"""Appeal rounds, appeals and the verdicts on them."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.scoring_api import appeals_answers as answers
from services.scoring_api import appeals_bodies as bodies
from shared.evidence import appeal_rounds, appeals
from shared.evidence import appeals_values as values
from shared.identity import guard, reach
from shared.kit.web import doors, pages, reply, routes

router = routes.router()


@router.post(
    "/v1/assessments/{assessment}/appeal-rounds",
    operation_id="open_appeal_round",
    tags=["assessments"],
    status_code=201,
    summary="Mở một đợt khiếu nại / Open an appeal round",
    description="Cho kỳ đánh giá đã khóa; các đợt không chồng nhau.\n\nOf a closed assessment; rounds do not overlap.",
    responses={201: {"model": answers.AppealRound}},
)
async def open_appeal_round(
    assessment: uuid.UUID, body: bodies.NewRound, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """The round as opened."""
    made = await appeal_rounds.open_round(session, acting, assessment, body.given())
    return reply.json(made, 201, {"Location": f"/v1/assessments/{assessment}/appeal-rounds"})


@router.get(
    "/v1/assessments/{assessment}/appeal-rounds",
    operation_id="list_appeal_rounds",
    tags=["assessments"],
    summary="Các đợt khiếu nại / The appeal rounds",
    description="`state` là trạng thái hôm nay.\n\n`state` is where a round stands today.",
    responses={200: {"model": answers.AppealRounds}},
)
async def list_appeal_rounds(reader: doors.Reading, now: doors.Now, assessment: uuid.UUID) -> Response:
    """All of one assessment."""
    return reply.json(await appeal_rounds.list_json(reader, assessment, now.today()))


@router.post(
    "/v1/assessments/{assessment}/appeals",
    operation_id="make_appeal",
    tags=["assessments"],
    status_code=201,
    summary="Khiếu nại một kết luận / Appeal against a decision",
    description="Thủ trưởng cơ quan khiếu nại kết luận đang có hiệu lực về tài liệu của chính cơ quan, trong thời hạn"
    " của đợt khiếu nại; mỗi kết luận một lần. Ngoài thời hạn: 409 nêu ngày.\n\nThe head of an organisation appeals"
    " against the decision in force on its own evidence, within the days of a round; once each decision. Outside of"
    " them: 409 naming the day.",
    responses={201: {"model": answers.Appeal}},
)
async def make_appeal(
    assessment: uuid.UUID, body: bodies.NewAppeal, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """The appeal as made."""
    key, shown = await appeals.appeal(session, acting, assessment, body.given())
    return reply.json(shown, 201, {"Location": f"/v1/assessments/{assessment}/appeals/{key}"})


@router.get(
    "/v1/assessments/{assessment}/appeals",
    operation_id="list_appeals",
    tags=["assessments"],
    summary="Các khiếu nại / Appeals",
    description="Những khiếu nại mà người gọi được đọc, mới nhất trước.\n\nThose that the caller may read, newest"
    " first.",
    responses={200: {"model": answers.AppealPage}},
)
async def list_appeals(
    request: Request,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    *,
    assessment: uuid.UUID,
    component: pages.Word = None,
    state: Annotated[values.State | None, Query(description="Trạng thái / state.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page of them."""
    readable = await reach.of(reader, caller, now, "appeal")
    wanted = values.Filter(readable, assessment, component, state)
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    return pages.respond(request, await appeals.list_page(reader, wanted, after=after, limit=limit, total=total))


@router.get(
    "/v1/assessments/{assessment}/appeals/{appeal}",
    operation_id="get_appeal",
    tags=["assessments"],
    summary="Một khiếu nại / One appeal",
    description="Cùng kết luận bị khiếu nại và kết luận về khiếu nại.\n\nWith the decision appealed against, and what"
    " became of it.",
    responses={200: {"model": answers.Appeal}},
)
async def get_appeal(
    reader: doors.Reading, caller: guard.Caller, now: doors.Now, *, assessment: uuid.UUID, appeal: uuid.UUID
) -> Response:
    """That appeal."""
    return reply.json(await appeals.as_json(reader, assessment, appeal, await reach.of(reader, caller, now, "appeal")))


@router.post(
    "/v1/assessments/{assessment}/appeals/{appeal}/verdict",
    operation_id="judge_appeal",
    tags=["assessments"],
    status_code=201,
    summary="Kết luận về khiếu nại / Judge an appeal",
    description="Một người thẩm định khác: không phải người đã thẩm định, người khiếu nại hay người nộp tài liệu. Chấp"
    " nhận thì kèm kết luận mới, nhiều điểm hơn, trên cùng lần sửa và chỉ số, và điểm được tính lại; bác thì không đổi"
    " gì.\n\nAnother reviewer: not who decided, who appealed or who submitted. Upheld with a new decision that gives"
    " more, on the same revision and component, and the scores are computed anew; dismissed nothing changes.",
    responses={201: {"model": answers.JudgedAppeal}},
)
async def judge_appeal(
    assessment: uuid.UUID,
    appeal: uuid.UUID,
    body: bodies.AppealVerdict,
    session: doors.Transaction,
    caller: guard.Caller,
    *,
    acting: guard.ActingNow,
) -> Response:
    """The appeal as judged."""
    shown = await appeals.judge(session, caller, acting, assessment, appeal_id=appeal, ruling=body.given())
    return reply.json(shown, 201, {"Location": f"/v1/assessments/{assessment}/appeals/{appeal}"})
