"""A change and its parts: they sum exactly, because what no part explains is a part of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from shared.analysis.attribution.values import Attributed, Attribution, Part, Reason, Side


def attribute(before: Side, after: Side, carried: Mapping[str, str], *, same_framework: bool) -> Attribution:
    """Where the total's change comes from. `carried`: codes of today by the codes of then, one to one."""
    components = list(_components(before, after, carried))
    if not same_framework:
        reasons: list[Reason] = [] if components else ["no_crosswalk"]
        return Attribution(_sum(_difference(before.total, after.total), components, reasons), {})
    indices = [
        Part(number, number, before.main_indices[number], figure)
        for number, figure in after.main_indices.items()
        if number in before.main_indices
    ]
    whole = indices and before.main_indices.keys() == after.main_indices.keys()
    lacking: list[Reason] = [] if whole else ["main_index_unknown"]
    within = {
        int(index.key): _sum(
            index.difference,
            [part for part in components if _stays(before, after, part, index.key)],
            _lacking(before, after, carried, int(index.key)),
        )
        for index in indices
    }
    return Attribution(_sum(_difference(before.total, after.total), indices, lacking), within)


def _components(before: Side, after: Side, carried: Mapping[str, str]) -> Iterator[Part]:
    """Components that stand on both sides. One that moved to another main index explains neither."""
    for former, code in carried.items():
        if former in before.components and code in after.components:
            yield Part(code, former, before.components[former][1], after.components[code][1])


def _stays(before: Side, after: Side, part: Part, index: int | str) -> bool:
    return before.components[str(part.former)][0] == after.components[str(part.key)][0] == index


def _lacking(before: Side, after: Side, carried: Mapping[str, str], number: int) -> list[Reason]:
    """Why components may not explain their main index."""
    then = {code for code, (index, _) in before.components.items() if index == number}
    now = {code for code, (index, _) in after.components.items() if index == number}
    if not then or not now:
        return ["components_unknown"]
    return [] if {carried.get(code) for code in then} == now else ["component_unmatched"]


def _sum(difference: Decimal | None, parts: Sequence[Part], reasons: Sequence[Reason]) -> Attributed:
    found = [part.difference for part in parts]
    rest = None if difference is None else difference - sum((one for one in found if one is not None), Decimal(0))
    why = list(reasons)
    if any(one is None for one in found):
        why.append("components_unknown" if isinstance(parts[0].key, str) else "main_index_unknown")
    if not why:
        why.append("total_unknown" if rest is None else "rounding")
    return Attributed(difference, tuple(parts), rest, tuple(dict.fromkeys(why)) if rest != 0 else ())


def _difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before
