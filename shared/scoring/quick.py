"""Many assessments at once, in whole millionths: what engine 2 computes, packed, where no figure needs a rational.

Pure. That is where every rule takes what a person says, nothing is rounded, and the total is a sum: points are then
decimals of six places that only add up. The engine stays the one arithmetic: of a structure without claims it says once
which figures there are and how certain they are, and it replays what is computed here.
"""

from __future__ import annotations

import functools
import operator
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shared.frameworks import rule_kinds
from shared.frameworks.values import Component, Structure
from shared.kit import decimals
from shared.scoring import packing, rules
from shared.scoring.values import COLUMNS, Inputs

# The arithmetic that this is the short form of; another engine needs another look at it.
ENGINE_VERSION = "2"
_UNITS: int = 10**decimals.PLACES
_MOST = 10**15  # millionths that a bigint holds with room for the sums


@dataclass(frozen=True)
class Said:
    """What was said of one assessment: places are those of the structure's components, points millionths.

    `claims`: (place, points) each component once; `pieces`: (place, points), None for one that waits for a decision;
    `waiting`: the revisions of those that wait, in the same order.
    """

    claims: Iterable[tuple[int, int]]
    pieces: Sequence[tuple[int, int | None]]
    waiting: Sequence[uuid.UUID]


@dataclass(frozen=True)
class Plan:
    """How the figures of a structure follow from its components: of places in its layout, in millionths.

    `members`: of each main index what its components have of a list by place; `groups`: of each pillar the places of
    its main indices among those. `evidence_claims`: whether posting evidence claims the maximum, by component.
    """

    structure: Structure
    layout: packing.Layout
    maxima: tuple[int, ...]
    members: tuple[Callable[[Sequence[int]], Iterable[int]], ...]
    groups: tuple[tuple[int, ...], ...]
    total: bool
    evidence_claims: tuple[bool, ...]
    out_of: tuple[int, ...]
    nothing: tuple[int, ...]


def plan(structure: Structure) -> Plan | None:
    """How to compute a structure the quick way; None where it needs the engine."""
    if rules.ENGINE_VERSION != ENGINE_VERSION or not _adds_up(structure):
        return None
    places: dict[int, list[int]] = {index.number: [] for index in structure.main_indices}
    for place, component in enumerate(structure.components):
        places[component.main_index].append(place)
    order = list(places)
    groups = [
        tuple(order.index(number) for number in pillar.main_indices)
        for pillar in structure.pillars
        if pillar.max_points is not None and pillar.main_indices
    ]
    layout = packing.pack(rules.compute(Inputs(structure, (), ())))[0].layout
    out_of = tuple(maximum or 0 for maximum in layout.max_points)
    return Plan(
        structure=structure,
        layout=layout,
        maxima=out_of[: len(structure.components)],
        members=tuple(map(_taken, places.values())),
        groups=tuple(groups),
        total=structure.total_method == "sum_of_points" and structure.total_points is not None,
        evidence_claims=tuple(component.rule.kind != "not_scored" for component in structure.components),
        out_of=tuple(maximum or 1 for maximum in out_of),
        nothing=tuple(place for place, maximum in enumerate(out_of) if not maximum),
    )


def _taken(places: list[int]) -> Callable[[Sequence[int]], Iterable[int]]:
    """Takes these places out of a list; one after the other, as they usually are, in one go."""
    if places and places == list(range(places[0], places[-1] + 1)):
        return operator.itemgetter(slice(places[0], places[-1] + 1))
    return lambda of: [of[place] for place in places]


def _adds_up(structure: Structure) -> bool:
    """Whether every figure is a sum of what persons said, in decimals of six places."""
    figures: list[Decimal | None] = [structure.total_points, *(index.weight for index in structure.main_indices)]
    figures += [pillar.max_points for pillar in structure.pillars]
    return (
        structure.total_method != "weighted_pillars"
        and all(map(_takes_what_is_said, structure.components))
        and len({component.code for component in structure.components}) == len(structure.components)
        and all(_is_plain(figure) for figure in figures if figure is not None)
    )


def _takes_what_is_said(component: Component) -> bool:
    rule = component.rule
    if not _is_plain(component.max_points) or rule.rounding is not None:
        return False
    # What is not scored counts for nothing; out of something, the engine has to say.
    return isinstance(rule, rule_kinds.Granted | rule_kinds.YesNo) or (
        isinstance(rule, rule_kinds.NotScored) and not component.max_points
    )


def _is_plain(figure: Decimal) -> bool:
    return figure >= 0 and decimals.is_exact(figure) and figure * _UNITS < _MOST


def columns(by: Plan, said: Said) -> list[packing.Column]:
    """The columns of a run, as `packing.pack` gives them of what engine 2 computes."""
    maxima = by.maxima
    own, verified = [0] * len(maxima), [0] * len(maxima)
    waits: list[int] = []
    for place, points in said.pieces:
        if points is None:
            waits.append(place)
        elif points > verified[place]:
            verified[place] = min(points, maxima[place])
        if by.evidence_claims[place]:
            own[place] = maxima[place]
    for place, points in said.claims:
        most = maxima[place]
        own[place] = points if points < most else most
    undecided = _undecided(by, list(zip(waits, said.waiting, strict=True))) if waits else None
    return [_column(by, name, points, undecided) for name, points in zip(COLUMNS, (own, verified), strict=True)]


def _column(by: Plan, name: str, points: list[int], undecided: list[int] | None) -> packing.Column:
    indices = [sum(taken(points)) for taken in by.members]
    points += indices
    points += [sum([indices[one] for one in group]) for group in by.groups]
    if by.total:
        points.append(sum(indices))
    # Half up, as `packing.millionths` of the quotient.
    quotients: list[packing.Millionths] = [
        0 if not part else _UNITS if part == whole else (2 * _UNITS * part + whole) // (2 * whole)
        for part, whole in zip(points, by.out_of, strict=True)
    ]
    for place in by.nothing:
        quotients[place] = None
    return packing.Column(name, by.layout, cast(list[packing.Millionths], points), quotients, undecided, None)


def _undecided(by: Plan, waiting: Sequence[tuple[int, uuid.UUID]]) -> list[int]:
    """Revisions that wait, of every figure; one that serves several of its components counts once."""
    bits: dict[uuid.UUID, int] = {}
    found = [0] * len(by.maxima)  # a set of revisions as a number: a bit each
    for place, revision in waiting:
        found[place] |= bits.setdefault(revision, 1 << len(bits))
    indices = [_union(taken(found)) for taken in by.members]
    found += indices
    found += [_union([indices[one] for one in group]) for group in by.groups]
    if by.total:
        found.append((1 << len(bits)) - 1)
    return list(map(int.bit_count, found))


def _union(sets: Iterable[int]) -> int:
    return functools.reduce(operator.or_, sets, 0)
