"""The shapes of answers about sets of targets; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid

from services.targets_api import answers
from shared.kit.web.shapes import Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.values import Level


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
