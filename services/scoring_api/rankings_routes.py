"""Rankings: what others published, and what is computed, frozen and published here."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from fastapi import Query, Request, Response

from services.scoring_api import rankings_answers as answers
from services.scoring_api.rankings_bodies import PublicationBody, RankingBody
from shared.frameworks import service as frameworks
from shared.identity import guard
from shared.kit.web import doors, pages, reply, routes
from shared.rankings import service as rankings
from shared.rankings import values

router = routes.router()


@router.get(
    "/v1/rankings",
    operation_id="list_rankings",
    tags=["rankings"],
    summary="Các bảng xếp hạng / Rankings",
    description="Năm mới nhất trước. Không có mã truy cập chỉ thấy bảng đã công bố; ai đọc điểm đã tính thấy cả bảng đã"
    " chốt chưa công bố.\n\nNewest year first. Without a token only what is published; who reads computed scores also"
    " sees what is frozen and not public yet.",
    responses={200: {"model": answers.RankingList}},
)
async def list_rankings(
    request: Request,
    reader: doors.Reading,
    *,
    framework: pages.Word = None,
    year: pages.Year = None,
    kind: pages.Word = None,
    by: Annotated[pages.Word, Query(description="Xếp hạng theo gì / what it ranks by.")] = None,
    column: Annotated[values.Column | None, Query(description="Cột điểm / column of the scores.")] = None,
    group: Annotated[pages.Word, Query(description="Nhóm được xếp hạng / the group ranked.")] = None,
    status: Annotated[
        Literal["frozen", "published"] | None, Query(description="Đã chốt hay đã công bố / frozen, or published.")
    ] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A page."""
    wanted = values.Filter(
        await frameworks.filter_id(reader, "framework", framework),
        year=year,
        kind=kind,
        by=by,
        column=column,
        group_id=await rankings.filter_group(reader, group),
        published=None if status is None else status == "published",
    )
    after = pages.decode(cursor, pages.place, uuid.UUID)
    return pages.respond(request, await rankings.list_page(reader, wanted, after=after, limit=limit, total=total))


@router.post(
    "/v1/rankings",
    operation_id="freeze_ranking",
    tags=["rankings"],
    status_code=201,
    summary="Tính và chốt một bảng xếp hạng / Compute and freeze a ranking",
    description="Xếp hạng theo điểm đang có (1, 2, 2, 4) và chốt lại: mỗi dòng nêu lần tính hoặc lần nhập mà nó dựa"
    " vào, và không bao giờ đổi. Cơ quan chưa có giá trị được liệt kê, không có hạng, kèm lý do. Chưa công khai cho đến"
    " khi được công bố.\n\nRanks what stands now (1, 2, 2, 4) and keeps it as it is: each row names the run or import"
    " it rests on, and never changes. Who has no value is listed, without a rank, with the reason. Not public until it"
    " is published.",
    responses={201: {"model": answers.RankingWithRows}},
)
async def freeze_ranking(body: RankingBody, session: doors.Transaction, acting: guard.ActingNow) -> Response:
    """The frozen ranking."""
    ranking_id, found = await rankings.freeze(session, acting, body.asked())
    return reply.json(found, 201, {"Location": f"/v1/rankings/{ranking_id}"})


@router.get(
    "/v1/rankings/{ranking}",
    operation_id="get_ranking",
    tags=["rankings"],
    summary="Một bảng xếp hạng / One ranking",
    responses={200: {"model": answers.RankingWithRows}},
)
async def get_ranking(reader: doors.Reading, ranking: uuid.UUID) -> Response:
    """Cả bảng; đồng hạng giữ nguyên (15, 15, 17). / The whole table; ties as they are (15, 15, 17)."""
    return reply.json(await rankings.get(reader, ranking))


@router.get(
    "/v1/rankings/{ranking}/rows",
    operation_id="list_ranking_rows",
    tags=["rankings"],
    summary="Các dòng của một bảng xếp hạng, từng trang / The rows of a ranking, page by page",
    responses={200: {"model": answers.RankingRows}},
)
async def list_ranking_rows(
    request: Request,
    reader: doors.Reading,
    *,
    ranking: uuid.UUID,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """Theo thứ hạng; không có hạng đứng sau. / By rank; those without one follow."""
    (after,) = pages.decode(cursor, pages.place)
    page = await rankings.list_rows(reader, ranking, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.post(
    "/v1/rankings/{ranking}/publish",
    operation_id="publish_ranking",
    tags=["rankings"],
    summary="Công bố một bảng xếp hạng đã chốt / Publish a frozen ranking",
    description="Từ đó ai cũng đọc được; công bố một lần, không rút lại. Muốn đổi thì tính và công bố thêm một"
    " bảng.\n\nEverybody reads it from then on; once, and never taken back. What changes later is another"
    " ranking, computed and published beside it.",
    responses={200: {"model": answers.RankingWithRows}},
)
async def publish_ranking(
    ranking: uuid.UUID, body: PublicationBody, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """The published ranking."""
    citation = None if body.source is None else body.source.citation()
    return reply.json(await rankings.publish(session, acting, ranking, citation=citation))
