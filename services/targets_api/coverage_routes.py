"""What the plans leave uncovered."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Response

from services.targets_api import coverage_answers as answers
from shared.identity import guard
from shared.kit.web import doors, moments, pages, reply, routes
from shared.overview.coverage import service as coverage
from shared.overview.coverage import values

router = routes.router()
Framework = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00]*$",
        description="Bộ chỉ số; mặc định bộ mới nhất đã biết các chỉ số thành phần / framework (slug or id); by"
        " default the latest whose components are known.",
    ),
]
Assessment = Annotated[
    uuid.UUID | None,
    Query(description="Kỳ đánh giá: bộ chỉ số và năm của nó / an assessment: its framework and year."),
]
Year = Annotated[
    int | None,
    Query(ge=2000, le=2100, description="Năm của số liệu và báo cáo; mặc định năm của `as_of` / by default `as_of`'s."),
]
List = Annotated[
    values.Name | None,
    Query(alias="list", description="Chỉ một danh sách; cần khi gửi `cursor` / one list only; `cursor` needs it."),
]
Limit = Annotated[int, Query(ge=1, le=pages.MAX_LIMIT, description="Số dòng mỗi danh sách / rows of each list.")]


@router.get(
    "/v1/coverage",
    operation_id="get_coverage",
    tags=["targets"],
    summary="Chỗ còn trống / What is left uncovered",
    description="Chỉ số thành phần không có nhiệm vụ, nhiệm vụ không gắn chỉ số, chỉ tiêu không có số liệu trong"
    " năm, không ai phụ trách, không có nhiệm vụ, báo cáo mà văn bản yêu cầu nhưng không ai nộp, cơ quan không có số"
    " liệu. Mỗi danh sách có số lượng trên tổng số, lý do và các dòng đầu; đi tiếp bằng `list` và `cursor` = `next`"
    " của nó. Bộ chỉ số và phiên bản là cái đã biết lúc `known_at`; lời của chỉ số thành phần và chế độ báo cáo theo"
    " danh mục hiện nay.\n\nComponents without a task, tasks without a component, targets without a figure in the"
    " year, without"
    " an owner, without a task, reports that a document asks for and nobody gave, organisations without a figure."
    " Each list has its number and of how many, why it matters and its first rows; go on with `list` and `cursor` ="
    " its `next`. Framework and version are those known at `known_at`; the words of components and reporting regimes"
    " are the catalog's of today.",
    responses={200: {"model": answers.Coverage}},
)
async def get_coverage(
    *,
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    at: moments.At,
    framework: Framework = None,
    assessment: Assessment = None,
    year: Year = None,
    wanted: List = None,
    limit: Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
) -> Response:
    """One object."""
    after = pages.decode(cursor, str, uuid.UUID)
    asked = await coverage.asked_by(reader, caller, now, at, framework=framework, assessment=assessment, year=year)
    return reply.json(await coverage.get(reader, asked, wanted, after=after, limit=limit))
