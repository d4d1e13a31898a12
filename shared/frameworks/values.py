"""The words of a framework, as the scoring engine reads them. Points and maxima are exact decimals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Component:
    """A component (chỉ số thành phần). `rule` is its kind; `certainty` the weaker of rule's and maximum's."""

    id: uuid.UUID
    code: str
    main_index: int
    name: str
    rule: str
    max_points: Decimal
    certainty: str


@dataclass(frozen=True)
class MainIndex:
    """A main index (chỉ số chính); `weight` in points."""

    number: int
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Pillar:
    """A pillar (trụ cột): the main indices it sums, over its maximum points."""

    code: str
    name: str
    main_indices: tuple[int, ...]
    max_points: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Structure:
    """One published framework version, whole."""

    version_id: uuid.UUID
    framework: str
    version: int
    total_method: str
    total_points: Decimal | None
    main_indices: tuple[MainIndex, ...]
    pillars: tuple[Pillar, ...]
    components: tuple[Component, ...]
