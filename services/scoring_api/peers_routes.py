"""An organisation among its peers, and values that deserve a second look."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import Query, Response

from services.scoring_api import peers_answers as answers
from shared.analysis import anomalies, peers
from shared.frameworks import service as frameworks
from shared.kit import exact_json
from shared.kit.web import doors, pages, reply, routes
from shared.rankings.values import Column

router = routes.router()


@router.get(
    "/v1/assessments/{assessment}/peers",
    operation_id="get_peers",
    tags=["assessments"],
    summary="So với các cơ quan cùng nhóm / Compared with peers",
    description="Chỉ dùng kết quả đã công bố: từng chỉ số bên cạnh giá trị tốt nhất, trung vị và trung bình của nhóm."
    " Trung bình và thứ hạng chỉ có khi biết giá trị của cả nhóm.\n\nPublished results only: each figure beside the"
    " best, the median and the mean of the group. Mean and rank are said only where the whole group is known.",
    responses={200: {"model": answers.Peers}},
)
async def get_peers(
    reader: doors.Reading,
    assessment: uuid.UUID,
    group: Annotated[
        pages.Word, Query(description="Nhóm (slug hoặc id); không nêu: tất cả / a group; without it, everybody.")
    ] = None,
) -> Response:
    """Figure by figure."""
    return reply.json(exact_json.dump(await peers.compare(reader, assessment, group)))


@router.get(
    "/v1/rankings/anomalies",
    operation_id="list_anomalies",
    tags=["rankings"],
    summary="Giá trị cần xem lại / Values that deserve a second look",
    description="Giá trị xa trung vị, nhảy vọt so với năm trước, trùng với cơ quan khác hoặc trùng với chính mình năm"
    " trước. Trả lời nêu phương pháp, phiên bản và ngưỡng; ngưỡng do hệ thống đặt, không phải quy định.\n\nValues far"
    " from the median, jumps since the year before, values equal to another organisation's or to one's own of the year"
    " before. The answer says the methods, their version and thresholds, which are ours and no rule of law.",
    responses={200: {"model": answers.Anomalies}},
)
async def list_anomalies(
    reader: doors.Reading,
    framework: Annotated[
        str,
        Query(
            min_length=1,
            max_length=120,
            pattern=r"^[^\x00]*$",
            description="Slug hoặc id của bộ chỉ số / slug or id of the framework.",
        ),
    ],
    year: Annotated[int, Query(ge=2000, le=2100, description="Năm / year.")],
    column: Annotated[Column, Query(description="Cột điểm / column of the scores.")] = "published",
) -> Response:
    """All of a framework and year."""
    framework_id = await frameworks.id_of(reader, "framework", framework)
    return reply.json(exact_json.dump(await anomalies.find(reader, framework_id, framework, year, column)))
