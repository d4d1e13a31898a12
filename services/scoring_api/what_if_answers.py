"""The shape of a what-if's answer."""

from __future__ import annotations

import uuid
from typing import Literal

from services.scoring_api.run_answers import OfRun
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty


class FigureSide(Shape):
    """Một con số ở một phía / A figure on one side."""

    value: Number | None
    points: Number | None
    undecided: int
    not_determinable: bool


class FigureDifference(Shape):
    """Sau trừ trước, của số được hiển thị / After less before, of what is shown."""

    value: Number | None
    points: Number | None


class FigureChange(Shape):
    """Một con số trước và sau giả định / A figure before and after what is supposed."""

    max_points: Number | None
    certainty: Certainty
    before: FigureSide
    after: FigureSide
    difference: FigureDifference
    score_id: uuid.UUID | None


class IndexChange(FigureChange):
    """Chỉ số chính trước và sau giả định / A main index before and after."""

    number: int
    name: str


class PillarChange(FigureChange):
    """Trụ cột trước và sau giả định / A pillar before and after."""

    pillar: Literal["government", "economy", "society"]
    name: str


class ComponentChange(FigureChange):
    """Chỉ số thành phần trước và sau giả định / A component before and after."""

    code: str
    name: str


class RankChange(Shape):
    """Hạng trước và sau giữa những nơi đã biết tổng điểm; `basis`: tổng đã công bố hay tổng được tính; `unknown`: số
    nơi chưa biết; trước khi so, tổng được làm tròn đến `places` chữ số /
    The rank before and after among those whose total is known: `basis` says whether published or computed totals,
    `unknown` how many others have none; totals are rounded to `places` before they are compared."""

    before: int | None
    after: int | None
    difference: int | None
    rank_of: int
    basis: Literal["published", "computed"]
    unknown: int
    places: int


class ChangedColumn(Shape):
    """Mọi con số của một cột, trước và sau / Every figure of a column, before and after."""

    total: FigureChange | None
    rank: RankChange | None
    main_indices: list[IndexChange]
    pillars: list[PillarChange]
    components: list[ComponentChange]


class WhatIf(OfRun):
    """Nếu như thế thì sao: mọi con số trước và sau; không gì được ghi /
    What if: every figure before and after; nothing is written."""

    provisional: bool
    overrides: int
    self: ChangedColumn
    verified: ChangedColumn
