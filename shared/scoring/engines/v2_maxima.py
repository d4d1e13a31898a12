"""Version 2: what each figure is out of, once components that do not apply are left out (docs/scoring.md). Pure.

`excluded`: the component's maximum leaves its main index, the pillars and the total. `redistributed`: it is spread over
the other components of the main index in proportion to their maxima; where none is left, it leaves as above.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.frameworks.values import Component, Structure
from shared.kit import decimals
from shared.scoring.engines import exact

_UNITS = 10**decimals.PLACES


@dataclass(frozen=True)
class Maxima:
    """Unit: points. `components` by code, `indices` by number; `left` is what has left each main index."""

    components: Mapping[str, Fraction]
    indices: Mapping[int, Fraction]
    left: Mapping[int, Fraction]


def of(structure: Structure, exempt: Collection[str]) -> Maxima:
    """The maxima of a structure without these components."""
    members: dict[int, list[Component]] = {index.number: [] for index in structure.main_indices}
    for component in structure.components:
        members[component.main_index].append(component)
    components: dict[str, Fraction] = {}
    left: dict[int, Fraction] = {}
    for index in structure.main_indices:
        found = _shared(members[index.number], exempt, spread=structure.not_applicable == "redistributed")
        components |= found
        left[index.number] = _left(members[index.number], found) if exempt else Fraction(0)
    indices = {index.number: Fraction(index.weight) - left[index.number] for index in structure.main_indices}
    return Maxima(components, indices, left)


def _left(members: Sequence[Component], found: Mapping[str, Fraction]) -> Fraction:
    whole = sum((Fraction(component.max_points) for component in members), Fraction(0))
    return whole - sum(found.values(), Fraction(0))


def _shared(members: Sequence[Component], exempt: Collection[str], *, spread: bool) -> dict[str, Fraction]:
    """Each member's maximum; of one that does not apply 0."""
    if not exempt:
        return {one.code: exact.of(one.max_points) for one in members}
    applying = [component for component in members if component.code not in exempt]
    rest = sum((component.max_points for component in applying), Decimal(0))
    if len(applying) == len(members) or not spread or not rest:
        return {one.code: Fraction(0 if one.code in exempt else one.max_points) for one in members}
    whole = sum((component.max_points for component in members), Decimal(0))
    return {one.code: Fraction(0) for one in members} | _spread(applying, rest, whole)


def _spread(applying: Sequence[Component], rest: Decimal, whole: Decimal) -> dict[str, Fraction]:
    """`whole` in proportion, at six places; the remainder stands on the last that earns, so that they sum exactly."""
    counting = [component for component in applying if component.max_points]
    found = {one.code: _floor(Fraction(one.max_points) * Fraction(whole) / Fraction(rest)) for one in counting}
    last = counting[-1].code
    found[last] += Fraction(whole) - sum(found.values(), Fraction(0))
    return {one.code: found.get(one.code, Fraction(0)) for one in applying}


def _floor(value: Fraction) -> Fraction:
    return Fraction(value.numerator * _UNITS // value.denominator, _UNITS)
