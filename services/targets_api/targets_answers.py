"""The shapes of what is stated of targets by API: the chain of amendments."""

from __future__ import annotations

import datetime as dt
import uuid

from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source
from shared.targets.values import Operator, Verdict


class ReplacedMilestone(Shape):
    """Mốc có hiệu lực ngay trước sửa đổi / what governed the year until then."""

    operator: Operator | None
    value: Number | None
    valid_from: dt.date | None
    amendment: uuid.UUID | None
    certainty: Certainty
    source: Source


class AmendedMilestone(Shape):
    """Một mốc được thay hoặc bãi bỏ; `replaced` trống khi năm đó chưa có mốc /
    A milestone replaced or withdrawn; `replaced` is null where the year had none."""

    year: int
    withdrawn: bool
    operator: Operator | None
    value: Number | None
    replaced: ReplacedMilestone | None


class Amendment(Shape):
    """Một sửa đổi, có hiệu lực từ `effective_on` / An amendment, which holds from `effective_on` on."""

    id: uuid.UUID
    effective_on: dt.date
    in_force: bool
    lowers: bool
    reason: str | None
    certainty: Certainty
    source: Source
    recorded_at: dt.datetime
    milestones: list[AmendedMilestone]


class Amendments(Shape):
    """Mọi sửa đổi của một chỉ tiêu, theo thứ tự có hiệu lực / All amendments of a target in the order they hold."""

    target: str
    items: list[Amendment]
    next: None
    as_of: dt.date
    known_at: dt.datetime


class Judgement(Shape):
    """Văn bản nói gì về một mốc không đo bằng số / What a document says of a milestone without figures."""

    id: uuid.UUID
    target: str
    organisation: str
    year: int
    verdict: Verdict
    judged_on: dt.date
    note: str | None
    certainty: Certainty
    source: Source
    judged_by: str
    judged_for: str | None
    recorded_at: dt.datetime


class Judgements(Shape):
    """Mọi đánh giá của một chỉ tiêu, mới nhất trước / All judgements of a target, the latest first."""

    target: str
    items: list[Judgement]
    next: None
    as_of: dt.date
    known_at: dt.datetime
