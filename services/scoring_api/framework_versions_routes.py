"""Versions of frameworks: drafted, checked, published."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import orjson
from fastapi import Path, Request, Response

from services.scoring_api import answers, framework_versions_answers
from services.scoring_api import frameworks_bodies as bodies
from shared.assessments import succession
from shared.frameworks import drafting, publishing, versions
from shared.identity import guard
from shared.kit import db, exact_json
from shared.kit.web import conditional, doors, language, pages, reply, routes

router = routes.router()
_TAGS: list[str | Enum] = ["frameworks"]
Number = Annotated[int, Path(ge=1, le=9999, description="Số phiên bản / number of the version.")]


@router.post(
    "/v1/frameworks",
    operation_id="draft_framework",
    tags=_TAGS,
    status_code=201,
    summary="Soạn một phiên bản / Draft a version",
    description="Soạn phiên bản kế tiếp của một bộ chỉ số, hoặc phiên bản đầu của bộ chỉ số mới (nêu `identity`). Cách"
    " tính không hợp lệ, mã trùng: không lưu gì. Nội dung còn thiếu thì lưu được và chưa công bố được.\n\nDraft the"
    " next version of a framework, or the first one of a new framework (with `identity`)."
    " A rule that is none, a code twice: nothing is stored. What is incomplete is stored, and cannot be published yet.",
    responses={201: {"model": answers.FrameworkTree}},
)
async def draft_framework(body: bodies.NewDraft, session: doors.Transaction, acting: guard.ActingNow) -> Response:
    """The draft."""
    drafted = await drafting.draft(session, acting, body.framework, body.content(), body.new())
    return await _shown(session, drafted, status=201)


@router.get(
    "/v1/frameworks/{framework}/versions",
    operation_id="list_framework_versions",
    tags=_TAGS,
    summary="Các phiên bản của một bộ chỉ số / Versions of a framework",
    description="Mới nhất trước. Dự thảo chỉ hiện cho người có quyền đọc điểm.\n\nThe newest first. Drafts are shown to"
    " whoever reads scores.",
    responses={200: {"model": framework_versions_answers.VersionList}},
)
async def list_framework_versions(
    request: Request,
    reader: doors.Reading,
    *,
    framework: pages.Key,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    (after,) = pages.decode(cursor, pages.place)
    return pages.respond(request, await versions.list_page(reader, framework, after=after, limit=limit, total=total))


@router.get(
    "/v1/frameworks/{framework}/versions/{version}",
    operation_id="get_framework_version",
    tags=_TAGS,
    summary="Một phiên bản / One version",
    description="Trọn vẹn, kèm cách tính và căn cứ từng chỉ số; ETag để sửa dự thảo.\n\nWhole, with rule and ground of"
    " each component; the ETag is what writing a draft anew names.",
    responses={200: {"model": answers.FrameworkTree}},
)
async def get_framework_version(reader: doors.Reading, framework: pages.Key, version: Number) -> Response:
    """One object."""
    return await _shown(reader, await versions.read(reader, framework, version))


@router.put(
    "/v1/frameworks/{framework}/versions/{version}",
    operation_id="replace_framework_draft",
    tags=_TAGS,
    summary="Ghi lại dự thảo / Write a draft anew",
    description="Thay toàn bộ nội dung của dự thảo; phiên bản đã công bố không bao giờ đổi (409). Cần If-Match.\n\nPuts"
    " this content in the place of the draft's; what is published never changes (409). If-Match is required.",
    responses={200: {"model": answers.FrameworkTree}},
    openapi_extra=conditional.declared(required=True, example='"1-draft"'),
)
async def replace_framework_draft(
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    *,
    framework: pages.Key,
    version: Number,
    body: bodies.DraftBody,
) -> Response:
    """The draft as it is now."""
    match = conditional.matching(request, required=True)
    return await _shown(
        session, await drafting.replace(session, acting, framework, version, body.content(), match=match)
    )


@router.get(
    "/v1/frameworks/{framework}/versions/{version}/check",
    operation_id="check_framework_version",
    tags=_TAGS,
    summary="Kiểm tra một phiên bản / Check a version",
    description="Điểm tối đa cộng đúng bằng điểm chỉ số chính, các chỉ số chính cộng đúng tổng, mọi cách tính đầy đủ;"
    " và các ràng buộc suy ra từ kết quả đã công bố. Lỗi ngăn công bố, cảnh báo thì không.\n\nMaxima sum to weights,"
    " weights to the total, rules are complete; and what published results tell of maxima. Errors keep it from"
    " being published, warnings do not.",
    responses={200: {"model": framework_versions_answers.FrameworkCheck}},
)
async def check_framework_version(
    request: Request, reader: doors.Reading, framework: pages.Key, version: Number
) -> Response:
    """Everything to be said of it."""
    checked = await publishing.check(reader, framework, version)
    said, wrong = language.of(request), len(checked.errors)
    findings = [
        {"field": one.field, "code": one.code, "severity": one.severity, "detail": one.vi if said == "vi" else one.en}
        for one in checked.findings
    ]
    of = checked.version
    return reply.json(
        exact_json.dump(
            {
                "framework": of.framework,
                "version": of.version,
                "version_id": of.version_id,
                "status": of.status,
                "revision": of.revision,
                "publishable": of.status == "draft" and not wrong,
                "error_count": wrong,
                "warning_count": len(findings) - wrong,
                "findings": findings,
                "constraints": [
                    {
                        "code": judged.constraint.code,
                        "main_index": judged.constraint.main_index,
                        "components": judged.constraint.components,
                        "relation": judged.constraint.relation,
                        "points": judged.constraint.points,
                        "tolerance": judged.constraint.tolerance,
                        "sum": judged.summed,
                        "holds": judged.holds,
                        "source": orjson.Fragment(source),
                    }
                    for judged, source in checked.judged
                ],
            }
        )
    )


@router.post(
    "/v1/frameworks/{framework}/versions/{version}/publish",
    operation_id="publish_framework_version",
    tags=_TAGS,
    summary="Công bố một phiên bản / Publish a version",
    description="Theo văn bản ban hành; còn lỗi thì 422 kèm mọi lỗi. Từ đó phiên bản không đổi nữa; các kỳ đánh giá"
    " đang chấm theo bộ chỉ số chuyển sang phiên bản này và được tính lại, kết quả cũ vẫn giữ."
    " If-Match được xét nếu gửi."
    "\n\nBy the document that issues it; with an error 422 and all of them. From then on it never changes; the"
    " assessments scored by the framework move to it and are computed again, beside their earlier runs. If-Match is"
    " heeded when sent.",
    responses={200: {"model": answers.FrameworkTree}},
    openapi_extra=conditional.declared(required=False, example='"1-draft"'),
)
async def publish_framework_version(
    request: Request,
    session: doors.Transaction,
    acting: guard.ActingNow,
    *,
    framework: pages.Key,
    version: Number,
    body: bodies.FrameworkPublication,
) -> Response:
    """The version as published."""
    match = conditional.matching(request)
    published = await publishing.publish(session, acting, framework, version, source=body.citation(), match=match)
    await succession.follow(session, acting, published.version.version_id)
    return await _shown(session, published.version)


async def _shown(door: db.Session | db.Reader, version: versions.Version, *, status: int = 200) -> Response:
    address = f"/v1/frameworks/{version.framework}/versions/{version.version}"
    headers = {"ETag": conditional.etag(version.etag)} | ({"Location": address} if status == 201 else {})
    return reply.json(await versions.tree(door, version.framework, version.version), status, headers)
