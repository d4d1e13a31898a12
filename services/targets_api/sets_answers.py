"""The shapes of answers about sets of targets; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from services.targets_api import answers
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.values import Level
from shared.targets.sets.values import Meets, Reason, State
from shared.targets.values import Kind, Measure, Operator, Origin


class TargetSet(Shape):
    """Bộ chỉ tiêu của một cấp; `year_source` là câu nêu năm phải đạt /
    The targets set for a level; `year_source` is the sentence that gives the year."""

    id: uuid.UUID
    slug: str
    name: str
    level: Level
    year: int
    criteria_count: int
    certainty: Certainty
    source: Source
    year_source: Source


class TargetSetPage(answers.PageOfDay[TargetSet]):
    """Một trang bộ chỉ tiêu / A page of sets."""


class Criterion(Shape):
    """Một tiêu chí; `repeats` là chỉ tiêu mà nó nhắc lại, `difference` là chỗ khác về câu chữ, `applies_to` là đối
    tượng khi không phải mọi đơn vị của cấp / One criterion; `repeats` is the target whose indicator it repeats,
    `difference` how the words differ, `applies_to` whom it speaks of when not everybody of the level."""

    position: int
    applies_to: str | None
    target: answers.Target
    repeats: answers.Target | None
    difference: str | None


class TargetSetOfDay(TargetSet):
    """Một bộ chỉ tiêu với các tiêu chí / One set with its criteria."""

    criteria: list[Criterion]
    as_of: dt.date
    known_at: dt.datetime


class StandingCriterion(Shape):
    """Một tiêu chí như quy tắc đọc / One criterion as the rule reads it."""

    position: int
    target: str
    name: str
    repeats: str | None
    applies_to: str | None
    measure: Measure
    unit: Literal["percent", "percent_per_year", "percent_of_grdp"] | None
    operator: Operator | None
    required: Number | None


class CountedFigure(Shape):
    """Số liệu đã dùng; `target` là tiêu chí, hoặc chỉ tiêu mà nó nhắc lại /
    The figure used; `target` is the criterion, or the target that it repeats."""

    measurement: uuid.UUID
    target: str
    value: Number
    kind: Kind
    measured_on: dt.date
    origin: Origin


class CountedJudgement(Shape):
    """Đánh giá đã dùng / The judgement used."""

    id: uuid.UUID
    judged_on: dt.date


class CriterionStanding(Shape):
    """Một đơn vị ở đâu so với một tiêu chí, và vì sao / Where an organisation stands at one criterion, and why."""

    target: str
    state: State
    reason: Reason
    figure: CountedFigure | None
    judgement: CountedJudgement | None


class Counts(Shape):
    """Số tiêu chí theo trạng thái / Criteria by state."""

    reached: int
    not_yet: int
    not_measured: int


class OrganisationStanding(Shape):
    """Một đơn vị ở đâu so với cả bộ / Where an organisation stands at the set."""

    organisation: answers.Reference
    meets: Meets
    counts: Counts
    criteria: list[CriterionStanding]


class SetRule(Shape):
    """Quy tắc xét đạt bộ, với phiên bản / The rule of who meets a set, with its version."""

    version: str
    vi: str
    en: str


class StandingPage(answers.PageOfDay[OrganisationStanding]):
    """Một trang các đơn vị của cấp / A page of the level's organisations."""

    set: TargetSet
    criteria: list[StandingCriterion]
    rule: SetRule
    complete_until: dt.date
