"""Ranks among others, exactly (standard competition ranking: 1, 2, 2, 4). Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from shared.analysis.field.values import Column, Field, Other, Reach
from shared.kit import decimals


def field_of(others: Sequence[Other], column: Column, reaches: Mapping[uuid.UUID, Reach] | None = None) -> Field:
    """The published totals when there are any, else those computed in `column`. Never both: they are not one figure.

    `reaches`: of others whose evidence is not all decided, by assessment, what they can still reach.
    """
    published = [other.published for other in others if other.published is not None]
    if published:
        settled = tuple(_settled(Fraction(total)) for total in published)
        return Field("published", settled, len(others) - len(settled), max(map(_places, published)))
    computed = {other.assessment_id: other.self if column == "self" else other.verified for other in others}
    known = {item: Fraction(total) for item, total in computed.items() if total is not None}
    found = tuple((reaches or {}).get(item, _settled(total)) for item, total in known.items())
    return Field("computed", found, len(others) - len(found), decimals.PLACES)


def rank(field: Field, total: Fraction | None) -> int | None:
    """The rank of a total among settled ones; None without a total or without others."""
    best, worst = ranks(field, None if total is None else _settled(total))
    return best if best == worst else None


def ranks(field: Field, own: Reach | None) -> tuple[int | None, int | None]:
    """The best and the worst rank that may come: every other may end anywhere in its reach, on its own."""
    if own is None or not field.others:
        return None, None
    lowest, highest = _units(own.lowest, field.places), _units(own.highest, field.places)
    best = 1 + sum(_units(other.lowest, field.places) > highest for other in field.others)
    worst = 1 + sum(_units(other.highest, field.places) > lowest for other in field.others)
    return best, worst


def printed(total: Fraction, places: int) -> Fraction:
    """Half up, as totals are published and stored: equal figures share a rank, as in every ranking."""
    return Fraction(_units(total, places), 10**places)


def _units(total: Fraction, places: int) -> int:
    """The same, counted in units of the last place."""
    above, below = total.as_integer_ratio()
    scale: int = 10**places
    return (2 * above * scale + below) // (2 * below)


def _places(total: Decimal) -> int:
    exponent = total.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _settled(total: Fraction) -> Reach:
    return Reach(total, total)
