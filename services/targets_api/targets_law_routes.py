"""Stating targets and amending them: what the coordinating department records of the law."""

from __future__ import annotations

from fastapi import Response

from services.targets_api import answers, targets_answers, targets_bodies
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.targets import amendments, judgements, stating

router = routes.router()


@router.post(
    "/v1/targets",
    operation_id="state_target",
    tags=["targets"],
    status_code=201,
    summary="Ghi một chỉ tiêu / State a target",
    description="Chỉ tiêu mới theo một văn bản và điều khoản, có hiệu lực từ ngày của văn bản; trích dẫn phải có trong"
    " toàn văn nếu hệ thống lưu. Mốc vượt giới hạn tự nhiên, trái chiều hoặc ngoài năm hiệu lực bị từ chối. Chỉ tiêu"
    " ghi qua API đứng cạnh chỉ tiêu của danh mục; cài lại danh mục không động đến chúng.\n\nA new target on a document"
    " and clause, in force from the document's day; a quote must stand in the text where we hold it. A milestone beyond"
    " the natural limit, against the direction or outside the years is refused. Targets stated here stand beside the"
    " catalog's, and installing the catalog leaves them alone.",
    responses={201: {"model": answers.TargetOfDay}},
)
async def state_target(body: targets_bodies.NewTarget, session: doors.Transaction, acting: guard.ActingNow) -> Response:
    """The target as recorded."""
    found = await stating.state_target(session, acting, body.given())
    return reply.json(found, 201, {"Location": f"/v1/targets/{body.code}"})


@router.post(
    "/v1/targets/{target}/amendments",
    operation_id="amend_target",
    tags=["targets"],
    status_code=201,
    summary="Sửa đổi một chỉ tiêu / Amend a target",
    description="Một văn bản thay một hoặc nhiều mốc (năm, toán tử, giá trị) kể từ `effective_on`, hoặc bãi bỏ mốc."
    " Mốc cũ vẫn đọc được với `as_of` trước ngày đó, và hiểu biết cũ với `known_at`. Trái chiều của chỉ tiêu chỉ được"
    " nhận khi ghi `lowers: true` kèm lý do. Trả lời là chỉ tiêu vào ngày sửa đổi có hiệu lực.\n\nA document replaces"
    " one or more milestones (year, operator, value) from `effective_on` on, or withdraws them. What stood before stays"
    " readable with an earlier `as_of`, what was known with `known_at`. Against the target's direction only with"
    " `lowers: true` and a reason. The answer is the target on the day from which the amendment holds.",
    responses={201: {"model": answers.TargetOfDay}},
)
async def amend_target(
    target: pages.Key,
    body: targets_bodies.NewAmendment,
    session: doors.Transaction,
    acting: guard.ActingNow,
) -> Response:
    """The target as amended."""
    code, found = await amendments.amend(session, acting, target, body.given())
    return reply.json(found, 201, {"Location": f"/v1/targets/{code}/amendments"})


@router.get(
    "/v1/targets/{target}/amendments",
    operation_id="list_target_amendments",
    tags=["targets"],
    summary="Các sửa đổi của một chỉ tiêu / The amendments of a target",
    description="Theo thứ tự có hiệu lực, mỗi sửa đổi kèm mốc mà nó thay; `in_force` theo `as_of`, và sửa đổi ghi sau"
    " `known_at` không có ở đây.\n\nIn the order in which they hold, each with what it replaced; `in_force` goes by"
    " `as_of`, and what was recorded after `known_at` is not here.",
    responses={200: {"model": targets_answers.Amendments}},
)
async def list_target_amendments(reader: doors.Reading, at: moments.At, target: pages.Key) -> Response:
    """All of one target."""
    return reply.json(await amendments.list_amendments(reader, at, target))


@router.post(
    "/v1/targets/{target}/judgements",
    operation_id="judge_target",
    tags=["targets"],
    status_code=201,
    summary="Đánh giá một chỉ tiêu định tính / Judge a target without figures",
    description="Người thẩm định của cơ quan thường trực ghi nhận, theo văn bản và điều khoản, mốc của một năm đã đạt"
    " hay chưa. Người đã ghi hoặc đính chính chính văn bản đó không được đánh giá bằng nó. Đánh giá không bao giờ bị"
    " sửa; đánh giá sau thay đánh giá trước.\n\nA reviewer of the coordinating department records, by document and"
    " clause, whether a year's milestone is reached. Whoever recorded or corrected that document does not judge with"
    " it. A judgement is never changed; a later one follows it.",
    responses={201: {"model": targets_answers.Judgement}},
)
async def judge_target(
    target: pages.Key,
    body: targets_bodies.NewJudgement,
    session: doors.Transaction,
    caller: guard.Caller,
    acting: guard.ActingNow,
) -> Response:
    """The judgement as recorded."""
    code, found = await judgements.judge(session, caller, acting, target, body.given())
    return reply.json(found, 201, {"Location": f"/v1/targets/{code}/judgements"})


@router.get(
    "/v1/targets/{target}/judgements",
    operation_id="list_target_judgements",
    tags=["targets"],
    summary="Các đánh giá của một chỉ tiêu / The judgements of a target",
    description="Đến ngày `as_of`, mới nhất trước.\n\nUp to `as_of`, the latest first.",
    responses={200: {"model": targets_answers.Judgements}},
)
async def list_target_judgements(reader: doors.Reading, at: moments.At, target: pages.Key) -> Response:
    """All of one target."""
    return reply.json(await judgements.list_judgements(reader, at, target))
