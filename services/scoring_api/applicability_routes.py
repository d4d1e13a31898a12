"""Components that do not apply to the organisation of an assessment."""

from __future__ import annotations

import uuid

from fastapi import Request, Response

from services.scoring_api import assessments_answers as answers
from services.scoring_api import assessments_bodies
from shared.assessments import applicability
from shared.identity import guard
from shared.kit.web import conditional, doors, pages, reply, routes

router = routes.router()


@router.get(
    "/v1/assessments/{assessment}/applicability",
    operation_id="list_applicability",
    tags=["assessments"],
    summary="Chỉ số thành phần không áp dụng / Components that do not apply",
    description="Ghi nhận đang có hiệu lực của từng chỉ số, và điều phiên bản bộ chỉ số quy định về điểm của chúng:"
    " `excluded` (bỏ ra khỏi tổng) hay `redistributed` (chia cho các chỉ số còn lại).\n\nThe statement in force of each"
    " component, and what the framework version says of their points: `excluded` (left out of the whole) or"
    " `redistributed` (spread over the others).",
    responses={200: {"model": answers.Applicabilities}},
)
async def list_applicability(reader: doors.Reading, assessment: uuid.UUID) -> Response:
    """Those in force."""
    return reply.json(await applicability.list_json(reader, assessment))


@router.put(
    "/v1/assessments/{assessment}/applicability/{component}",
    operation_id="state_applicability",
    tags=["assessments"],
    summary="Ghi nhận chỉ số không áp dụng / State that a component does not apply",
    description="Kèm lý do và văn bản. Lần ghi nhận sau thay lần trước, không mất lần nào; `applicable: true` đưa chỉ"
    " số trở lại. Bị từ chối (409) nếu phiên bản bộ chỉ số không quy định điểm của nó đi đâu.\n\nWith reason and"
    " document. A later statement replaces an earlier one, and none is lost; `applicable: true` brings the component"
    " back. Refused (409) where the framework version does not say what becomes of its points.",
    responses={200: {"model": answers.ApplicabilityStated}},
    openapi_extra=conditional.declared(
        required=False,
        example='"0b0f2f2c-7f0a-4c58-9d2e-8f5b0d5a4d54"',
        description="ETag của lần ghi nhận sẽ được thay, kể cả dấu nháy; nếu đã có lần khác thì 412. / The ETag of the"
        " statement to be replaced, quotes included; 412 when there is another since.",
    ),
)
async def state_applicability(
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    *,
    assessment: uuid.UUID,
    component: pages.Key,
    body: assessments_bodies.ApplicabilityBody,
) -> Response:
    """The statement as recorded."""
    match = conditional.matching(request) if "if-match" in request.headers else None
    made = await applicability.state(session, acting, assessment, component, body.given(), match=match)
    return reply.json(made.shown, headers={"ETag": conditional.etag(made.id)})
