"""Values that deserve a second look: outliers, jumps, copies. Exact, pure; a finding is a question, not a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

# organisation → node → value
Values = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True)
class Thresholds:
    """Named data (anomalies.yaml), said with every answer. `deviations`: of the median absolute deviation; the others
    are numbers of values, and a change of a value (0 to 1)."""

    outlier_least_values: int
    outlier_deviations: Decimal
    jump_least_change: Decimal
    copied_least_values: int


@dataclass(frozen=True)
class Anomaly:
    """`outlier`: far from the median of its node. `jump`: far from the year before. `copied`: the same values as
    another organisation, or as itself the year before."""

    kind: Literal["outlier", "jump", "copied_from_another", "copied_from_before"]
    organisation: str
    nodes: tuple[str, ...]
    value: Decimal | None = None
    compared: Decimal | None = None
    spread: Decimal | None = None
    others: tuple[str, ...] = ()


def anomalies(now: Values, before: Values, thresholds: Thresholds) -> list[Anomaly]:
    """All that is found, in a stable order whatever that of the input."""
    found = [
        *_outliers(now, thresholds),
        *_jumps(now, before, thresholds),
        *_copied(now, thresholds),
        *_repeated(now, before, thresholds),
    ]
    return sorted(found, key=lambda one: (one.kind, one.organisation, one.nodes))


def _outliers(now: Values, thresholds: Thresholds) -> Iterator[Anomaly]:
    """|value − median| > deviations × the median absolute deviation; nothing where half of the values are equal."""
    by_node: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for organisation, values in now.items():
        for node, value in values.items():
            by_node[node][organisation] = value
    for node, values in by_node.items():
        if len(values) < thresholds.outlier_least_values:
            continue
        middle = median(map(Fraction, values.values()))
        spread = median(abs(Fraction(value) - middle) for value in values.values())
        if not spread:
            continue
        for organisation, value in values.items():
            if abs(Fraction(value) - middle) > Fraction(thresholds.outlier_deviations) * spread:
                yield Anomaly("outlier", organisation, (node,), value, _decimal(middle), _decimal(spread))


def _jumps(now: Values, before: Values, thresholds: Thresholds) -> Iterator[Anomaly]:
    for organisation, values in now.items():
        for node, value in values.items():
            earlier = before.get(organisation, {}).get(node)
            if earlier is not None and abs(value - earlier) >= thresholds.jump_least_change:
                yield Anomaly("jump", organisation, (node,), value, earlier)


def _copied(now: Values, thresholds: Thresholds) -> Iterator[Anomaly]:
    alike: dict[tuple[tuple[str, Decimal], ...], list[str]] = defaultdict(list)
    for organisation, values in now.items():
        telling = _telling(values)
        if len(telling) >= thresholds.copied_least_values:
            alike[tuple(sorted(telling.items()))].append(organisation)
    for same, organisations in alike.items():
        for organisation in organisations:
            others = tuple(sorted(set(organisations) - {organisation}))
            if others:
                yield Anomaly("copied_from_another", organisation, tuple(node for node, _ in same), others=others)


def _repeated(now: Values, before: Values, thresholds: Thresholds) -> Iterator[Anomaly]:
    for organisation, values in now.items():
        telling = _telling(values)
        if len(telling) >= thresholds.copied_least_values and telling == _telling(before.get(organisation, {})):
            yield Anomaly("copied_from_before", organisation, tuple(sorted(telling)))


def _telling(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Values of main indices by which two organisations can be told apart: nothing and everything are common."""
    return {node: value for node, value in values.items() if node.startswith("index:") and 0 < value < 1}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
