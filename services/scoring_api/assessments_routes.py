"""Assessments, claims and their scores."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Request, Response

from services.scoring_api import answers
from services.scoring_api.bodies import ClaimBody
from shared.assessments import service as assessments
from shared.assessments import values
from shared.frameworks import service as frameworks
from shared.identity.guard import Acting, Visitor
from shared.kit import exact_json
from shared.kit.web import conditional, pages, reply, routes
from shared.kit.web.doors import Now, Reading, Transaction
from shared.organisations import service as organisations
from shared.scoring import service as scoring

router = routes.router()
Name = pages.Word


@router.get(
    "/v1/assessments",
    operation_id="list_assessments",
    tags=["assessments"],
    summary="Các kỳ đánh giá / Assessments",
    responses={200: {"model": answers.AssessmentPage}},
)
async def list_assessments(
    request: Request,
    reader: Reading,
    *,
    framework: Name = None,
    organisation: Name = None,
    year: pages.Year = None,
    status: Annotated[values.Status | None, Query(description="Trạng thái / state.")] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Các kỳ đánh giá, năm mới nhất trước. / The assessments, newest year first."""
    wanted = values.Filter(
        await frameworks.filter_id(reader, "framework", framework),
        await organisations.filter_id(reader, "organisation", organisation),
        year,
        status=status,
    )
    after = pages.decode(cursor, pages.place, uuid.UUID)
    page = await assessments.list_page(reader, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/assessments/{assessment}",
    operation_id="get_assessment",
    tags=["assessments"],
    summary="Một kỳ đánh giá / One assessment",
    responses={200: {"model": answers.AssessmentWithReasons}},
)
async def get_assessment(reader: Reading, assessment: uuid.UUID) -> Response:
    """Kỳ đánh giá cùng các lý do đã công bố. / The assessment with the published reasons."""
    return reply.json(await assessments.as_json(reader, assessment))


@router.put(
    "/v1/assessments/{assessment}/claims/{component}",
    operation_id="put_claim",
    tags=["assessments"],
    summary="Tự chấm một chỉ số thành phần / Claim a component",
    responses={200: {"model": answers.ClaimAccepted}},
    openapi_extra=conditional.declared(
        required=False,
        example='"0b0f2f2c-7f0a-4c58-9d2e-8f5b0d5a4d54"',
        description="ETag của lần tự chấm sẽ được thay, kể cả dấu nháy; nếu ai đó đã tự chấm lại thì 412. / The ETag of"
        " the claim to be replaced, quotes included; 412 when somebody has claimed since.",
    ),
)
async def put_claim(
    request: Request,
    session: Transaction,
    actor: Acting,
    now: Now,
    *,
    assessment: uuid.UUID,
    component: pages.Key,
    body: ClaimBody,
) -> Response:
    """Điểm tự chấm; lần sau thay lần trước, không mất lần nào. Với If-Match chỉ thay đúng lần tự chấm đã biết.

    A later claim replaces an earlier one, and none is lost. With If-Match only the claim that is known is replaced.
    """
    accepted = await assessments.put_claim(
        session,
        actor,
        now,
        assessment=assessment,
        component=component,
        said=values.Said(body.points, body.values or {}),
        note=body.note,
        match=conditional.matching(request) if "if-match" in request.headers else None,
    )
    said = {
        "id": accepted.id,
        "component": component,
        "points": accepted.points,
        "assessment_version": accepted.assessment_version,
    }
    return reply.json(exact_json.dump(said), headers={"ETag": conditional.etag(accepted.id)})


@router.get(
    "/v1/assessments/{assessment}/scores",
    operation_id="get_scores",
    tags=["scores"],
    summary="Điểm tự chấm, thẩm định, công bố / Self, verified and published scores",
    responses={200: {"model": answers.Scores}},
)
async def get_scores(
    request: Request,
    reader: Reading,
    visitor: Visitor,
    *,
    assessment: uuid.UUID,
    min_version: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    wait: Annotated[float, Query(ge=0, le=10)] = 0,
    framework_version: Annotated[
        int | None,
        Query(
            ge=1,
            le=10_000,
            description="Điểm tính lần cuối theo phiên bản này của bộ chỉ số; mặc định là điểm mới nhất. / The last"
            " scores under this version of the framework; by default the newest ones.",
        ),
    ] = None,
) -> Response:
    """Ba cột điểm của kỳ đánh giá; không có mã truy cập chỉ thấy cột công bố.

    The three columns; without a token, or with a service account's that lacks the scope `scores:read`, only the
    published one of a published assessment. With `min_version` the answer waits up to `wait` seconds for that version
    to be computed; `computed_version` says what it shows. `framework_version` says under which version of the framework
    the scores stand, `current_framework_version` under which the assessment does; the scores under an earlier one stay
    and are asked for with `framework_version`.
    """
    if min_version is not None and wait and scoring.reads_computed(visitor):
        await assessments.read(reader, assessment)  # an unknown one is told at once
        await request.app.state.waiting.reached(reader, assessment, min_version, wait)
    return reply.json(await scoring.scores_json(reader, assessment, visitor, framework_version=framework_version))
