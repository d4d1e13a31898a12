"""The shapes of official results, for the OpenAPI document."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Shape


class ResultDifference(Shape):
    """Số công bố không suy ra được từ các số công bố khác / A printed figure that does not follow from the others."""

    node: str
    what: Literal["value", "rank"]
    published: Number
    computed: Number
    tolerance: Number
    possible_ranks: list[int] | None = Field(
        description="Hạng tốt nhất và xấu nhất mà việc làm tròn cho phép / best and worst rank that rounding allows."
    )


class Result(Shape):
    """Kết quả của một cơ quan: đã công bố và tính lại / One organisation: as published, and as computed."""

    organisation: str
    assessment: uuid.UUID
    import_id: uuid.UUID
    total: Number | None
    rank: int | None
    computed_total: Number | None
    computed_rank: int | None
    differences: list[ResultDifference]


class Results(Shape):
    """Kết quả của một bộ chỉ số và một năm / The results of a framework and a year."""

    framework: str
    framework_version: int
    year: int
    known: int = Field(description="Số cơ quan đã có kết quả / organisations with results.")
    field: int = Field(description="Số cơ quan của năm đó theo danh bạ / organisations of the register that year.")
    tolerance: Number = Field(
        description="Sai số của tổng điểm do làm tròn đến 4 chữ số thập phân / what rounding to 4 places may do to a"
        " total."
    )
    ranks_compared: bool
    items: list[Result]
