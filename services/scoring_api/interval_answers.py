"""The shape of an interval's answer."""

from __future__ import annotations

import uuid
from typing import Literal

from services.scoring_api.run_answers import OfRun
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty


class BoundSide(Shape):
    """Một con số ở một cận / A figure at one bound."""

    value: Number | None
    points: Number | None


class Bounded(Shape):
    """Con số hiện nay, thấp nhất (mọi tài liệu đang chờ bị từ chối) và cao nhất (đều được chấp nhận) /
    A figure as it stands, at the least (all that waits is rejected) and at the most (all is accepted)."""

    max_points: Number | None
    certainty: Certainty
    undecided: int
    now: BoundSide
    lower: BoundSide
    upper: BoundSide
    score_id: uuid.UUID | None


class BoundedIndex(Bounded):
    """Chỉ số chính với hai cận / A main index with its bounds."""

    number: int
    name: str


class BoundedPillar(Bounded):
    """Trụ cột với hai cận / A pillar with its bounds."""

    pillar: Literal["government", "economy", "society"]
    name: str


class BoundedComponent(Bounded):
    """Chỉ số thành phần còn tài liệu chờ kết luận / A component with evidence that waits."""

    code: str
    name: str


class RankInterval(Shape):
    """Hạng tốt nhất và xấu nhất; nơi khác còn tài liệu chờ cũng có thể đạt bất kỳ mức nào trong khoảng của họ /
    The best and the worst rank; others whose evidence waits may end anywhere between their own bounds, too."""

    best: int
    worst: int
    rank_of: int
    basis: Literal["published", "computed"]
    unknown: int
    places: int


class Interval(OfRun):
    """Điểm thẩm định sẽ nằm trong khoảng nào khi tài liệu đang chờ được kết luận /
    Between which bounds the verified score ends once what waits is decided."""

    provisional: bool
    column: Literal["verified"]
    undecided: int
    total: Bounded | None
    rank: RankInterval | None
    main_indices: list[BoundedIndex]
    pillars: list[BoundedPillar]
    components: list[BoundedComponent]
