"""What the next version of a framework changes: the crosswalk, and what is to be decided again."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Path, Query, Request, Response

from services.scoring_api import successors_answers as answers
from services.scoring_api import successors_bodies as bodies
from shared.evidence import service as evidence
from shared.frameworks import correspondences, crosswalks
from shared.identity import guard
from shared.kit import db, exact_json
from shared.kit.web import conditional, pages, reply, routes
from shared.kit.web.doors import Reading, Transaction
from shared.scoring import previewing

router = routes.router()
Number = Annotated[int, Path(ge=1, le=10_000, description="Số thứ tự phiên bản / number of the version.")]
_REFERENCE = "slug của bộ chỉ số (phiên bản mới nhất) hoặc slug@phiên bản / its newest version, or slug@version"


def _reference(alias: str, example: str) -> object:
    said = f"{_REFERENCE}: {example}."
    return Query(alias=alias, min_length=1, max_length=120, pattern=r"^[^\x00]*$", description=said, examples=[example])


@router.get(
    "/v1/frameworks/crosswalk",
    operation_id="get_crosswalk",
    tags=["frameworks"],
    summary="Đối chiếu hai phiên bản bộ chỉ số / Two versions of frameworks side by side",
    responses={200: {"model": answers.Crosswalk}},
)
async def get_crosswalk(
    reader: Reading,
    before: Annotated[str, _reference("from", "dti-922@1")],
    after: Annotated[str, _reference("to", "dti-405")],
) -> Response:
    """Chỉ số và điểm còn, bỏ, mới; trong một bộ chỉ số đối chiếu theo mã và theo văn bản, giữa hai bộ chỉ theo văn bản.

    Components and points carried, lost and new: between versions of one framework by code and by what sources state,
    between frameworks only by what sources state; the rest is `unknown`. Drafts have their own preview.
    """
    return reply.json(exact_json.dump(await crosswalks.compare(reader, before, after)))


@router.get(
    "/v1/assessments/{assessment}/redecisions",
    operation_id="list_redecisions",
    tags=["assessments"],
    summary="Kết luận cần xem lại theo phiên bản mới / Decisions to take again under the new version",
    responses={200: {"model": answers.RedecisionList}},
)
async def list_redecisions(
    request: Request,
    reader: Reading,
    *,
    assessment: uuid.UUID,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Kết luận một phần giữ tỷ lệ của mình theo điểm tối đa mới đến khi được xem lại tại
    POST /v1/evidence/{id}/decisions; mỗi người chỉ thấy tài liệu mình được đọc. Kỳ đã khép lại không còn gì để xem lại.

    A partial decision keeps its share under the new maximum until it is taken again (POST /v1/evidence/{id}/decisions);
    everybody sees those on the papers that they may read. Of a closed assessment none can be, so none is listed.
    """
    after = pages.decode(cursor, pages.place, uuid.UUID)
    page = await evidence.list_redecisions(reader, assessment, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/frameworks/{framework}/versions/{version}/preview",
    operation_id="preview_framework_version",
    tags=["frameworks"],
    summary="Dự thảo áp lên các kỳ đánh giá / A draft applied to the assessments",
    responses={200: {"model": answers.Preview}},
)
async def preview_framework_version(
    request: Request,
    reader: Reading,
    *,
    framework: pages.Key,
    version: Number,
    assessment: Annotated[
        uuid.UUID | None,
        Query(description="Chỉ kỳ đánh giá này, kèm từng chỉ số thành phần / this one alone, with its components."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50, description="Số dòng một trang / rows per page.")] = 20,
    cursor: pages.Cursor = None,
) -> Response:
    """Điểm tự chấm và thẩm định của từng kỳ đánh giá nếu công bố dự thảo bây giờ, cạnh điểm hiện nay; không ghi gì.

    Self and verified scores of each assessment if the draft were published now, beside those of today, from the same
    claims, documents and decisions; and the crosswalk. Nothing is written.
    """
    (after,) = pages.decode(cursor, uuid.UUID)
    page = await previewing.preview(reader, framework, version, after=after, limit=limit, assessment=assessment)
    return pages.respond(request, exact_json.dump(page))


@router.get(
    "/v1/frameworks/{framework}/versions/{version}/correspondences",
    operation_id="list_correspondences",
    tags=["frameworks"],
    summary="Văn bản nói gì về chỉ số ở hai phiên bản / What sources say of components of two versions",
    responses={200: {"model": answers.CorrespondenceList}},
)
async def list_correspondences(
    reader: Reading, framework: pages.Key, version: Number, before: Annotated[str, _reference("from", "dti-922@1")]
) -> Response:
    """Chỉ những điều có căn cứ; mã trùng nhau không cần nêu. ETag để ghi lại.

    Only what a source states; equal codes need no statement. The ETag is what stating it anew names.
    """
    found = await correspondences.find(reader, framework, version, before)
    said = await correspondences.listed(reader, found)
    return reply.json(exact_json.dump(said), headers={"ETag": conditional.etag(found.etag)})


@router.put(
    "/v1/frameworks/{framework}/versions/{version}/correspondences",
    operation_id="state_correspondences",
    tags=["frameworks"],
    summary="Nêu chỉ số nào là chỉ số nào / State which component is which",
    responses={200: {"model": answers.CorrespondenceList}},
    openapi_extra=conditional.declared(required=True, example='"e3b0c44298fc1c14"'),
)
async def state_correspondences(
    request: Request,
    session: Transaction,
    acting: guard.ActingNow,
    *,
    framework: pages.Key,
    version: Number,
    before: Annotated[str, _reference("from", "dti-922@1")],
    body: bodies.CorrespondencesBody,
) -> Response:
    """Thay toàn bộ những gì đã nêu về hai phiên bản. Trong một bộ chỉ số chỉ nêu khi còn là dự thảo, vì điểm dựa vào đó
    từ lúc công bố (409); giữa hai bộ chỉ số thì lúc nào cũng được. Cần If-Match.

    Puts these in the place of what was stated of the two. Inside a framework only for a draft, because scores rest on
    it from its publication on (409); between frameworks at any time. If-Match is required.
    """
    match = conditional.matching(request, required=True)
    said = body.said()
    found = await correspondences.state(
        session, acting, framework=framework, number=version, before=before, said=said, match=match
    )
    shown = await correspondences.listed(await db.reading(session), found)
    return reply.json(exact_json.dump(shown), headers={"ETag": conditional.etag(found.etag)})
