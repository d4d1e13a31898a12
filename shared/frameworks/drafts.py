"""What a version of a framework says, as a person or a file states it. Pure; points and maxima are exact decimals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import orjson

from shared.frameworks import rules
from shared.kit import decimals

TotalMethod = Literal["sum_of_points", "weighted_pillars", "unknown"]
NotApplicable = Literal["redistributed", "excluded"]
METHODS: tuple[TotalMethod, ...] = ("sum_of_points", "weighted_pillars", "unknown")


@dataclass(frozen=True)
class Ground:
    """A clause of the version's document and its words, verbatim; without a clause the version's own."""

    clause: str | None = None
    quote: str | None = None


@dataclass(frozen=True)
class Component:
    """A component. `rule`: its JSON (`rule_kinds`); `method`: how the document determines it, verbatim.

    `max_points`: null while it is unknown. `evidence_asked`, `collected_from`, `verified_with`: the table's words.
    """

    code: str
    name: str
    rule: Mapping[str, Any]
    rule_certainty: str = "certain"
    max_points: Decimal | None = None
    max_points_certainty: str = "certain"
    method: str | None = None
    evidence_asked: str | None = None
    collected_from: str | None = None
    verified_with: str | None = None
    code_187: str | None = None
    ground: Ground = Ground()
    certainty: str = "certain"


@dataclass(frozen=True)
class MainIndex:
    """A main index with its components in their order; `weight` in points, null while unknown."""

    number: int
    name: str
    group: str | None
    weight: Decimal | None
    components: tuple[Component, ...]
    number_187: int | None = None
    ground: Ground = Ground()
    certainty: str = "certain"


@dataclass(frozen=True)
class Pillar:
    """A pillar: the main indices it sums, its maximum points, its share of the total."""

    code: str
    name: str
    main_indices: tuple[int, ...]
    max_points: Decimal | None = None
    share: Decimal | None = None
    ground: Ground = Ground()
    certainty: str = "certain"


@dataclass(frozen=True)
class Cited:
    """The document that a version rests on (slug or id), its clause, its words."""

    document: str
    clause: str
    quote: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Content:
    """One version, whole. `not_applicable`: what becomes of points that do not apply; null: it does not say."""

    total_method: TotalMethod
    total_points: Decimal | None
    not_applicable: NotApplicable | None
    main_indices: tuple[MainIndex, ...]
    pillars: tuple[Pillar, ...]
    source: Cited

    @property
    def components(self) -> Iterator[tuple[MainIndex, Component]]:
        """All components in their order, each with its main index."""
        return ((index, component) for index in self.main_indices for component in index.components)


@dataclass(frozen=True)
class Identity:
    """What a framework is, for as long as it is: known at its first draft."""

    code: str
    name: str
    level: str
    years: tuple[int, ...]
    replaces: str | None = None


def content_sha256(content: Content) -> str:
    """A hash of what decides points: equal for two versions that score alike, whatever their words."""
    said = [
        content.total_method,
        _exact(content.total_points),
        content.not_applicable,
        [[index.number, _exact(index.weight)] for index in content.main_indices],
        [[p.code, p.main_indices, _exact(p.max_points), _exact(p.share)] for p in content.pillars],
        [
            [index.number, one.code, _exact(one.max_points), rules.scoring(one.rule)]
            for index, one in content.components
        ],
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else decimals.plain(value)
