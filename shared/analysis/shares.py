"""What one point of a main index is in the total: sums and pillars read the other way round. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shared.frameworks.values import Structure


def of(structure: Structure, maxima: Mapping[str, Decimal | None]) -> dict[int, Fraction] | None:
    """What one point of each main index is in the total, as the framework says; None where it does not."""
    numbers = [index.number for index in structure.main_indices]
    if structure.total_method == "sum_of_points":
        maximum = maxima.get("total")
        return dict.fromkeys(numbers, 1 / Fraction(maximum)) if maximum else None
    if structure.total_method != "weighted_pillars" or not structure.pillars:
        return None
    shares = dict.fromkeys(numbers, Fraction(0))
    for pillar in structure.pillars:
        maximum = maxima.get(f"pillar:{pillar.code}")
        if pillar.share is None or not maximum:
            return None
        for number in pillar.main_indices:
            shares[number] += Fraction(pillar.share) / Fraction(maximum)
    return shares
