"""The shape of an attribution's answer."""

from __future__ import annotations

import uuid
from typing import Literal

from shared.kit.web.shapes import Number, Shape

Reason = Literal[
    "main_index_unknown", "components_unknown", "component_unmatched", "no_crosswalk", "rounding", "total_unknown"
]


class AttributedSide(Shape):
    """Một kỳ đánh giá ở một cột; `rests_on`: lần tính hoặc lần nhập số công bố /
    One assessment in one column; `rests_on` is the run, or the import of a publication."""

    assessment: uuid.UUID
    organisation: str
    year: int
    framework: str
    framework_version: int
    column: Literal["self", "verified", "published"]
    rests_on: uuid.UUID
    total: Number | None
    score_id: uuid.UUID | None


class ContributingFigure(Shape):
    """Một con số và phần nó đóng góp vào tổng (0 đến 1) / A figure and what it brings to the total, 0 to 1."""

    contribution: Number | None
    points: Number | None
    max_points: Number | None
    score_id: uuid.UUID | None


class _Change(Shape):
    before: ContributingFigure
    after: ContributingFigure
    difference: Number | None


class AttributedComponent(_Change):
    """Chỉ số thành phần đóng góp bao nhiêu vào thay đổi / What a component adds to the change."""

    code: str
    code_before: str
    name: str


class AttributedIndex(_Change):
    """Chỉ số chính; thay đổi của nó đúng bằng tổng của các chỉ số thành phần và `unattributed` /
    A main index; its change is exactly the sum of its components and `unattributed`."""

    number: int
    name: str
    components: list[AttributedComponent]
    unattributed: Number | None
    reasons: list[Reason]


class ScoreAttribution(Shape):
    """Tổng điểm thay đổi do đâu; các phần và `unattributed` cộng lại đúng bằng `difference` /
    What the total's change comes from; the parts and `unattributed` sum exactly to `difference`."""

    assessment: AttributedSide
    against: AttributedSide
    engine_version: str
    comparison: Literal["same_version", "same_framework", "crosswalk", "none"]
    difference: Number | None
    main_indices: list[AttributedIndex]
    components: list[AttributedComponent]
    unattributed: Number | None
    reasons: list[Reason]
