"""What follows from published values, and whether what was published agrees with it. Exact; pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from shared.frameworks.values import Structure
from shared.kit import decimals
from shared.rankings import rules

# Publications print values with four places (docs/scoring.md, Figures): each may be half a unit of the last one away.
PRINTED_PLACES = 4
_HALF_A_UNIT = Fraction(1, 2 * 10**PRINTED_PLACES)
# More than any country ranks, and what the column holds.
_MOST_RANKED = 1_000_000
_PREFIXES = ("thanh pho ", "tinh ", "tp ")


@dataclass(frozen=True)
class Printed:
    """A figure as printed: its value, its rank, or both."""

    value: Decimal | None = None
    rank: int | None = None
    rank_of: int | None = None


@dataclass(frozen=True)
class Difference:
    """A printed figure that does not follow from the others. `possible`: the ranks that rounding allows."""

    organisation: str
    node: str
    what: Literal["value", "rank"]
    published: Decimal
    computed: Decimal
    tolerance: Decimal
    possible: tuple[int, int] | None = None


def total(structure: Structure, values: Mapping[int, Decimal]) -> Decimal | None:
    """Σ(weight × value) ÷ total points, six places; None when a weighted main index or a weight is unknown, or the
    framework's total is not such a sum."""
    if structure.total_method != "sum_of_points" or not structure.total_points:
        return None
    points = Fraction(0)
    for index in structure.main_indices:
        if index.weight is None or (index.weight and index.number not in values):
            return None
        points += Fraction(index.weight) * Fraction(values.get(index.number, 0))
    return decimals.rounded(points / Fraction(structure.total_points))


def newest_alike(structures: Sequence[Structure]) -> Structure | None:
    """The newest of these versions, if the same follows by each of them from the same published figures; else None."""
    newest = max(structures, key=lambda one: one.version)
    return newest if all(_published(one) == _published(newest) for one in structures) else None


def _published(structure: Structure) -> tuple[object, ...]:
    """What a publication down to main indices is about."""
    return structure.total_method, structure.total_points, structure.main_indices, structure.pillars


def tolerance(structure: Structure) -> Decimal:
    """How far a printed total may lie from the one computed of printed values: half a unit of the total itself and,
    weighted, of each main index. 0.0001 for weights that sum to the total."""
    if not structure.total_points:
        return Decimal(0)
    weights = sum((Fraction(index.weight or 0) for index in structure.main_indices), Fraction(0))
    return decimals.rounded(_HALF_A_UNIT * (1 + weights / Fraction(structure.total_points)))


def differences(structure: Structure, results: Mapping[str, Mapping[str, Printed]], *, ranks: bool) -> list[Difference]:
    """Where the printed totals and ranks contradict the printed values. `results`: organisation → node → printed.

    `ranks`: whether the values are those of everybody who was ranked; of a part no rank follows. Grain: one figure.
    """
    found = list(_totals(structure, results))
    if ranks:
        nodes = sorted({node for printed in results.values() for node in printed})
        found += [one for node in nodes for one in _ranks(structure, node, results)]
    return found


def _totals(structure: Structure, results: Mapping[str, Mapping[str, Printed]]) -> Iterator[Difference]:
    allowed = tolerance(structure)
    for organisation, printed in results.items():
        published = printed.get("total", Printed()).value
        computed = total(structure, index_values(printed))
        if published is not None and computed is not None and abs(published - computed) > allowed:
            yield Difference(organisation, "total", "value", published, computed, allowed)


def _ranks(structure: Structure, node: str, results: Mapping[str, Mapping[str, Printed]]) -> Iterator[Difference]:
    """Of totals that were not printed the computed ones are compared, to within their tolerance."""
    printed = {name: one[node] for name, one in results.items() if node in one}
    values = {name: one.value for name, one in printed.items()}
    allowed = Decimal(0)
    if node == "total" and None in values.values():
        allowed = tolerance(structure)
        values = {name: total(structure, index_values(results[name])) for name in values}
    known = {name: value for name, value in values.items() if value is not None}
    if len(known) < len(results):
        return
    ordered = list(known.values())
    for name, one in printed.items():
        if one.rank is not None:
            computed = sum(value > known[name] for value in ordered) + 1
            possible = rules.possible_ranks(ordered, known[name], allowed)
            if not possible[0] <= one.rank <= possible[1]:
                yield Difference(name, node, "rank", Decimal(one.rank), Decimal(computed), allowed, possible)


def rank_of(values: Mapping[str, Decimal | None], name: str) -> int | None:
    """The competition rank of one among all; None when any value is unknown."""
    known = [value for value in values.values() if value is not None]
    mine = values[name]
    return None if mine is None or len(known) < len(values) else sum(value > mine for value in known) + 1


def index_values(printed: Mapping[str, Printed]) -> dict[int, Decimal]:
    """The values of main indices by number."""
    return {
        int(node.removeprefix("index:")): one.value
        for node, one in printed.items()
        if node.startswith("index:") and one.value is not None
    }


def folded(name: str) -> str:
    """A name without case, signs, punctuation and the words for province and city: TP. Hoà Bình is hoa binh."""
    plain = "".join(
        character if character.isalnum() else " "
        for character in unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
        if not unicodedata.combining(character)
    )
    text = " ".join(plain.split())
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text


def resembling(name: str, known: Iterable[str]) -> list[str]:
    """The names of the register that look most like a given one, three at most, folded."""
    return difflib.get_close_matches(folded(name), sorted(set(known)), n=3, cutoff=0.6)


def places_findings(value: Decimal) -> Sequence[tuple[str, str, str]]:
    """What is wrong with a value as such: code, English, Vietnamese. 0 ≤ value ≤ 1, at most six places."""
    if not 0 <= value <= 1:
        return [("out_of_range", "A value from 0 to 1.", "Giá trị phải từ 0 đến 1.")]
    if not decimals.is_exact(value):
        return [("decimal_max_places", "At most 6 decimal places.", "Nhiều nhất 6 chữ số thập phân.")]
    return []


def rank_findings(rank: int) -> Sequence[tuple[str, str, str]]:
    """What is wrong with a rank, or with how many were ranked, as such: code, English, Vietnamese."""
    if rank < 1:
        return [("greater_than_equal", "At least 1.", "Nhỏ nhất là 1.")]
    if rank > _MOST_RANKED:
        return [("less_than_equal", f"At most {_MOST_RANKED}.", f"Lớn nhất là {_MOST_RANKED}.")]
    return []
