"""What each component would bring, by the engine itself, and the fewest of them that reach a goal. Pure.

Components add up in every total a framework knows, so one simulation with all of them at their maximum shows what each
brings, and the largest gains first are the fewest. Tests hold both against the engine and against every subset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from shared.analysis.advice.values import Effort, Gain, Peers, Plan, Prospect
from shared.analysis.field import rules as field
from shared.scoring import overlays, rules
from shared.scoring.values import Inputs, Score

_COLUMN = "verified"


def prospect(inputs: Inputs) -> Prospect:
    """What every component that lacks points would bring at its maximum, in the order of the framework."""
    before = _verified(inputs)
    lacking = [
        component.code for component in inputs.structure.components if _lacks(before[f"component:{component.code}"])
    ]
    after = _verified(at_maximum(inputs, lacking))
    worth = _worth(inputs, before)
    gains = [
        Gain(component.code, position, won, won * worth.get(component.main_index, Fraction(0)))
        for position, component in enumerate(inputs.structure.components)
        if component.code in lacking
        for won in [_points(after[f"component:{component.code}"]) - _points(before[f"component:{component.code}"])]
        if won > 0
    ]
    total = before.get("total")
    return Prospect(
        points=None if total is None else total.points,
        value=None if total is None else total.value,
        max_points=None if total is None else total.max_points,
        gains=tuple(gains),
    )


def at_maximum(inputs: Inputs, components: Iterable[str]) -> Inputs:
    """As if each of these components were accepted for its maximum."""
    sheet = overlays.Sheet(inputs)
    for code in components:
        sheet.verify(code, overlays.component_of(inputs, code).max_points)
    return sheet.inputs()


def _verified(inputs: Inputs) -> dict[str, Score]:
    return {score.node: score for score in rules.compute(inputs) if score.column == _COLUMN}


def _lacks(score: Score) -> bool:
    return bool(score.max_points) and _points(score) < (score.max_points or 0)


def _points(score: Score) -> Fraction:
    return score.points or Fraction(0)


def _worth(inputs: Inputs, scores: Mapping[str, Score]) -> dict[int, Fraction]:
    """By main index: how much of the total's value one point of it is worth; nothing where the total is not known."""
    structure, total = inputs.structure, scores.get("total")
    if total is None or total.value is None:
        return {}
    if total.max_points:
        return {index.number: 1 / total.max_points for index in structure.main_indices}
    worth: dict[int, Fraction] = {}
    for pillar in structure.pillars:
        maximum = scores[f"pillar:{pillar.code}"].max_points
        for number in pillar.main_indices:
            worth[number] = worth.get(number, Fraction(0)) + Fraction(pillar.share or 0) / (maximum or 1)
    return worth


def ordered(gains: Iterable[Gain], efforts: Mapping[str, Effort]) -> list[Gain]:
    """The most points first; among equals the least known effort, unknown ones last; then the framework's order."""
    known = [replace(gain, effort=efforts.get(gain.component, gain.effort)) for gain in gains]
    return sorted(known, key=lambda gain: (-gain.points, *_by_effort(gain)))


def _by_effort(gain: Gain) -> tuple[bool, int, int]:
    steps = gain.effort.steps
    return steps is None, steps or 0, gain.position


def to_total(prospect_: Prospect, wanted: Fraction, gains: Sequence[Gain]) -> Plan:
    """The fewest changes that bring the total's value to `wanted`; among equal gains the least known effort."""
    if prospect_.value is None:
        return Plan("unknown", "total_unknown", wanted)
    lacks, changes = wanted - prospect_.value, list[Gain]()
    if lacks <= 0:
        return Plan("reached", None, wanted)
    for gain in sorted(gains, key=lambda gain: (-gain.value, *_by_effort(gain))):
        changes.append(gain)
        if gain.value >= lacks:
            return Plan("reachable", None, wanted, tuple(changes), gain.points * lacks / gain.value)
        lacks -= gain.value
    return Plan("unreachable", "beyond_the_maximum", wanted)


def to_rank(prospect_: Prospect, wanted: int, peers: Peers, gains: Sequence[Gain]) -> Plan:
    """The fewest changes to a rank (1, 2, 2, 4): nobody but `wanted` − 1 others may stand above. The others stay where
    they are. While one of them is unknown, so is what the rank takes. What is rounded up to theirs equals theirs."""
    if not peers.whole:
        return Plan("unknown", "peers_unknown", None)
    above = sorted(peers.values, reverse=True)
    if wanted > len(above):
        return Plan("reached", "beyond_the_peers" if wanted > len(above) + 1 else None, None)
    return to_total(prospect_, above[wanted - 1] - Fraction(1, 2 * 10**peers.places), gains)


def rank(value: Fraction | None, peers: Peers) -> int | None:
    """The place of a value among the peers; None while one of them is unknown."""
    if value is None or not peers.whole:
        return None
    return 1 + sum(other > field.printed(value, peers.places) for other in peers.values)
