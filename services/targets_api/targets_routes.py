"""Targets and their progress."""

from __future__ import annotations

import uuid

from fastapi import Request, Response

from services.targets_api import answers, progress_answers
from shared.identity import access, guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.organisations import service as organisations
from shared.organisations.values import Level
from shared.targets import service as targets
from shared.targets import values
from shared.targets.sets import service as sets

router = routes.router()


@router.get(
    "/v1/targets",
    operation_id="list_targets",
    tags=["targets"],
    summary="Danh sách chỉ tiêu / List targets",
    description="Các chỉ tiêu của nghị quyết 48 và kế hoạch 55, và tiêu chí của kế hoạch thi đua, mỗi chỉ tiêu một tử"
    " số và mẫu số, kèm văn bản, điều khoản và trích dẫn. Trong mỗi mốc, `source` là văn bản quyết định, `wordings` là"
    " cách viết của văn bản khác. `year`: chỉ tiêu có mốc của năm này. `set`: chỉ tiêu của một bộ (`/v1/targets/sets`)."
    "\n\nThe targets of resolution 48 and plan 55 and the criteria of the emulation plan, one numerator and denominator"
    " each, with document, clause and quote. In a milestone `source` governs and `wordings` are other documents'"
    " wording. `year`: those with a milestone of it. `set`: those of a set (`/v1/targets/sets`).",
    responses={200: {"model": answers.TargetPage}},
)
async def list_targets(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    pillar: values.Pillar | None = None,
    level: Level | None = None,
    year: pages.Year = None,
    measure: values.Measure | None = None,
    owner: pages.Word = None,
    set: pages.Word = None,  # noqa: A002 - the parameter's name
    q: pages.Search = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.place, uuid.UUID)
    owner_id = await organisations.filter_id(reader, "owner", owner)
    set_id = await sets.filter_id(reader, "set", set)
    wanted = values.Filter(pillar, level, measure, year, owner_id, q, set_id)
    return pages.respond(request, await targets.list_page(reader, at, wanted, after=after, limit=limit, total=total))


@router.get(
    "/v1/targets/{target}",
    operation_id="get_target",
    tags=["targets"],
    summary="Một chỉ tiêu / One target",
    description="Theo id hoặc mã.\n\nBy id or code.",
    responses={200: {"model": answers.TargetOfDay}},
)
async def get_target(reader: doors.Reading, at: moments.At, target: pages.Key) -> Response:
    """One object."""
    return reply.json(await targets.get(reader, at, target))


@router.get(
    "/v1/targets/{target}/progress",
    operation_id="get_target_progress",
    tags=["targets"],
    summary="Tiến độ của một chỉ tiêu / Progress of a target",
    description="Tỉnh đang ở đâu so với từng mốc, có kịp không, theo quy tắc có phiên bản ở `rule` và những số liệu ở"
    " `inputs` (docs/progress.md). Đứng trước là số liệu của chính tỉnh (`basis` là `own`); khi tỉnh chưa có số, số"
    " tổng hợp của cấp huyện, cấp xã thay thế (`roll_up`: tổng tử số chia tổng mẫu số, không bao giờ lấy bình quân tỷ"
    " lệ), kèm đơn vị còn thiếu. Số của tỉnh trái với số của các đơn vị nằm trong `findings`. Chỉ tiêu định tính do"
    " văn bản đánh giá (`judgements`). Không có mã truy cập (hoặc tài khoản dịch vụ không có phạm vi `targets:read`):"
    " chỉ có `milestones` theo số liệu chính thức của tỉnh; phần còn lại để trống.\n\nWhere the province stands at each"
    " milestone and whether it comes in time, by the versioned rule in `rule` and the figures in `inputs`"
    " (docs/progress.md). The province's own figure comes first (`basis` is `own`); where it has none, the roll-up of"
    " districts and communes stands in for it (`roll_up`: Σ numerators ÷ Σ denominators, never the mean of"
    " percentages), with the parts that are missing. A figure of the province that its parts contradict is in"
    " `findings`. A target without figures is judged by a document (`judgements`). Without a token (or with a service"
    " account's that lacks the scope `targets:read`): only `milestones` by the province's own final figures; the rest"
    " is empty.",
    responses={200: {"model": progress_answers.Progress}},
)
async def get_target_progress(
    reader: doors.Reading, visitor: guard.Visitor, at: moments.At, target: pages.Key
) -> Response:
    """One object."""
    everything = visitor is not None and access.has_scope(visitor, "targets:read")
    found = await targets.get_progress(reader, at, target, everything=everything)
    return reply.json(found)
