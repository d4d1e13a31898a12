"""Opening and closing assessments."""

from __future__ import annotations

import uuid

from fastapi import Response

from services.scoring_api import answers, assessments_bodies
from shared.assessments import opening
from shared.identity import guard
from shared.kit.web import doors, reply, routes

router = routes.router()


@router.post(
    "/v1/assessments",
    operation_id="create_assessment",
    tags=["assessments"],
    status_code=201,
    summary="Mở một kỳ đánh giá / Open an assessment",
    description="Cho một tỉnh (922 và các bộ chỉ số kế tiếp) hoặc cho sở, ngành, huyện, xã của tỉnh (742), theo phiên"
    " bản đã công bố mới nhất của bộ chỉ số. Cơ quan phải đúng cấp của bộ chỉ số; bộ chỉ số chưa đầy đủ bị từ chối"
    " (409) và câu trả lời nêu còn thiếu gì.\n\nFor a province (922 and its successors) or for the province's own"
    " departments, districts and communes (742), under the newest published version of the framework. The organisation"
    " is of the framework's level; an incomplete framework is refused (409), and the answer says what is missing.",
    responses={201: {"model": answers.AssessmentWithReasons}},
)
async def create_assessment(
    body: assessments_bodies.NewAssessment, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """The assessment as opened."""
    made = await opening.open_assessment(session, acting, body.given())
    return reply.json(made.shown, 201, {"Location": f"/v1/assessments/{made.id}"})


@router.post(
    "/v1/assessments/{assessment}/close",
    operation_id="close_assessment",
    tags=["assessments"],
    summary="Khóa một kỳ đánh giá / Close an assessment",
    description="Từ đó không nhận điểm tự chấm, tài liệu hay kết luận thẩm định thông thường; chỉ còn khiếu nại theo"
    " đợt. Không mở lại được.\n\nNo claims, evidence or ordinary decisions from then on; appeals in their rounds only."
    " It is not opened again.",
    responses={200: {"model": answers.AssessmentWithReasons}},
)
async def close_assessment(
    assessment: uuid.UUID, body: assessments_bodies.Closing, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """The assessment as closed."""
    return reply.json((await opening.close(session, acting, assessment, note=body.note)).shown)
