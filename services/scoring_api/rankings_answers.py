"""The shapes of rankings, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty, Source
from shared.rankings.values import Column, Reason


class Against(Shape):
    """Năm làm mốc của mức cải thiện / The year an improvement is measured from."""

    year: int
    framework: str


class Ranking(Shape):
    """Bảng xếp hạng: của nơi khác công bố (`imported`), hoặc tính tại đây (`computed`) /
    A ranking: published by others (`imported`), or computed here."""

    id: uuid.UUID
    framework: str
    year: int
    kind: str
    by: str = Field(description="`total`, `pillar:…`, `index:…` hoặc `improvement` / what it ranks by.")
    column: Column
    group: str | None = Field(description="Nhóm được xếp hạng; null: tất cả / the group ranked; null: all.")
    against: Against | None
    basis: Literal["imported", "computed"]
    status: Literal["frozen", "published"] = Field(
        description="`frozen`: đã chốt, chưa công bố / frozen, and not public yet."
    )
    frozen_at: dt.datetime | None
    rows_sha256: str | None = Field(
        description="Mã băm của mọi dòng, không phụ thuộc thứ tự: cùng lần tính thì cùng mã / hash of all rows,"
        " whatever their order: the same runs give the same."
    )
    ranked: int
    unranked: int = Field(
        description="Số cơ quan chưa có giá trị, không có hạng / without a value, hence without rank."
    )
    published_at: dt.datetime | None
    certainty: Certainty
    source: Source
    publication: Source | None = Field(description="Văn bản công bố / the document that announces it.")


class BeforeRef(Shape):
    """Điểm của năm làm mốc / The figure of the earlier year."""

    run_id: uuid.UUID | None
    import_id: uuid.UUID | None
    score_id: uuid.UUID | None


class RankingRow(Shape):
    """Một dòng; đồng hạng vẫn là đồng hạng, không có giá trị thì không có hạng /
    One row; equal ranks stay equal, without a value there is no rank."""

    position: int
    rank: int | None
    organisation: str
    name: str
    value: Number | None
    now_value: Number | None = Field(description="Chỉ với `improvement` / with `improvement` only.")
    before_value: Number | None = Field(description="Chỉ với `improvement` / with `improvement` only.")
    reason: Reason | None = Field(description="Vì sao không có hạng / why there is no rank.")
    certainty: Certainty | None
    assessment: uuid.UUID | None
    run_id: uuid.UUID | None
    import_id: uuid.UUID | None
    score_id: uuid.UUID | None
    before: BeforeRef | None


class RankingWithRows(Ranking):
    """Một bảng xếp hạng với các dòng / One ranking with its rows."""

    rows: list[RankingRow]


class RankingListed(Ranking):
    """Một bảng xếp hạng, không kèm các dòng / One ranking without its rows."""

    row_count: int


class RankingList(Page[RankingListed]):
    """Các bảng xếp hạng khớp điều kiện / The rankings that match."""


class RankingRows(Page[RankingRow]):
    """Một trang các dòng của bảng xếp hạng / A page of a ranking's rows."""
