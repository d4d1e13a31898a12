"""The shapes of answers about spending, for the OpenAPI document. Money in million VND."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from services.targets_api.answers import PageOfDay
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source
from shared.targets.measuring.values import Status
from shared.targets.spending.values import Area, Nature, Scope
from shared.targets.values import Kind


class StatedAmount(Shape):
    """Chi cho một lĩnh vực như cơ quan nêu / What an agency states of an area."""

    area: Area
    scope: Scope
    investment: Number | None
    recurrent: Number | None
    total: Number


class SpendingSet(Shape):
    """Bộ số liệu chi của một cơ quan trong một năm; `share_percent` khi cơ quan nêu tổng chi ngân sách /
    An agency's set for a year; `share_percent` where the agency states all that it spends from the budget."""

    id: uuid.UUID
    organisation: str
    year: int
    kind: Kind
    note: str | None
    reason: str | None
    areas: list[StatedAmount]
    total: Number
    budget_million_vnd: Number | None
    share_percent: Number | None
    vintage: int
    status: Status
    replaced_by: uuid.UUID | None
    recorded_at: dt.datetime


class Amounts(Shape):
    """Tổng theo nguồn, null khi chưa cơ quan nào nêu; `unsplit` là phần không tách nguồn /
    Sums by nature, null where nobody has stated any; `unsplit` is what is not told apart."""

    investment: Number | None
    recurrent: Number | None
    unsplit: Number | None
    total: Number | None


class ProvinceAmounts(Shape):
    """Số của toàn tỉnh, do cơ quan được giao xác định / The whole province's, by whom a clause has determine it."""

    investment: Number | None
    recurrent: Number | None


class SpendingArea(Shape):
    """Một lĩnh vực: tổng chi các cơ quan tự nêu, số của toàn tỉnh nếu có, và số được tính /
    An area: the sum of the agencies' own, the whole province's where it is stated, and what counts."""

    area: Area
    name: str
    own: Amounts
    province: ProvinceAmounts
    counted: Amounts
    own_exceeds_province: bool
    certainty: Certainty
    source: Source


class AskedOwner(Shape):
    """Cơ quan hoặc nhóm cơ quan được giao / The organisation or group that is asked."""

    kind: Literal["organisation", "group"]
    slug: str
    name: str | None


class SpendingAsk(Shape):
    """Điều khoản giao ai tổng hợp số nào, và ai chưa báo cáo; `complete`: có biết đủ thành viên của nhóm không /
    Who is asked for what by which clause, and who has not reported; `complete`: are all members of the group known."""

    area: Area
    natures: list[Nature]
    scope: Scope
    owner: AskedOwner
    complete: bool
    reported: int
    missing: list[str]
    certainty: Certainty
    source: Source


class SpendingShare(Shape):
    """Tỷ lệ chi mà kế hoạch nêu, và tỷ lệ của các cơ quan đã nêu tổng chi ngân sách (`stated_by` cơ quan) /
    The share that the plan wants, and that of the agencies that state their budget (`stated_by` of them)."""

    percent: Number
    qualifier: str
    from_year: int
    to_year: int
    spent_percent: Number | None
    stated_by: int
    certainty: Certainty
    source: Source


class Spending(PageOfDay[SpendingSet]):
    """Chi cho chuyển đổi số trong một năm / What is spent on digital transformation in a year."""

    year: int
    unit: Literal["million_vnd"]
    areas: list[SpendingArea]
    counted: Amounts
    asked: list[SpendingAsk]
    share: SpendingShare | None
