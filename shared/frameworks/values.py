"""The words of a framework, as the scoring engine reads them. Points and maxima are exact decimals."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import orjson

from shared.frameworks import rule_kinds


@dataclass(frozen=True)
class Component:
    """A component (chỉ số thành phần); `certainty`: the weaker of rule's and maximum's. `max_points`: points."""

    id: uuid.UUID
    code: str
    main_index: int
    name: str
    rule: rule_kinds.Rule
    max_points: Decimal
    certainty: str


@dataclass(frozen=True)
class Former:
    """A component as an earlier version had it: what a claim or a decision was made under."""

    max_points: Decimal
    rule: rule_kinds.Rule


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
    # What becomes of a component that does not apply: its maximum leaves the index, or is spread over the others.
    not_applicable: Literal["excluded", "redistributed"] | None = None


def former(max_points: Decimal | None, rule: str | None) -> Former | None:
    """What a row says of a component of an earlier version; None when it names none."""
    return None if max_points is None or rule is None else Former(max_points, rule_kinds.parse(orjson.loads(rule)))


def said(stored: str | None) -> dict[str, Any]:
    """The values of a claim or a decision (`input_values`), figures as exact text; none where it has none."""
    return {} if stored in (None, "{}") else rule_kinds.stored(json.loads(stored or "{}", parse_float=Decimal))
