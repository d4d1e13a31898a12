"""Version 2: what components come to in their main indices, pillars and the total. Pure and exact."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.frameworks.rules import weakest
from shared.frameworks.values import Pillar, Structure
from shared.scoring.engines import exact
from shared.scoring.engines.v2_maxima import Maxima
from shared.scoring.values import Score

_ZERO = Fraction(0)
Waiting = Mapping[str, Collection[uuid.UUID]]


@dataclass(frozen=True)
class Sums:
    """What is summed, the same for both columns. `members`: the places of a main index's components in the structure;
    `undecided`: of a node, how many revisions wait for a decision on one of its components, each once."""

    structure: Structure
    maxima: Maxima
    members: Mapping[int, Sequence[int]]
    undecided: Mapping[str, int]

    def of(self, column: str, leaves: Sequence[Score], known: Mapping[str, Score]) -> Iterator[Score]:
        """Every sum of a column, over the figures of its components in the order of the structure; those that are
        `known`, by node, as they are."""
        indices = {
            number: known.get(f"index:{number}")
            or self._sum(column, f"index:{number}", [leaves[place] for place in places], self.maxima.indices[number])
            for number, places in self.members.items()
        }
        pillars = {
            pillar.code: known.get(f"pillar:{pillar.code}") or self._pillar(column, pillar, indices)
            for pillar in self.structure.pillars
            if _is_summed(pillar)
        }
        yield from indices.values()
        yield from pillars.values()
        yield from [known["total"]] if "total" in known else self._total(column, indices, pillars)

    def _pillar(self, column: str, pillar: Pillar, indices: Mapping[int, Score]) -> Score:
        left = sum((self.maxima.left[number] for number in pillar.main_indices), _ZERO)
        parts = [indices[number] for number in pillar.main_indices]
        return self._sum(column, f"pillar:{pillar.code}", parts, Fraction(pillar.max_points or 0) - left)

    def _total(self, column: str, indices: Mapping[int, Score], pillars: Mapping[str, Score]) -> Iterator[Score]:
        structure = self.structure
        if structure.total_method == "weighted_pillars":
            yield _weighted(column, structure, pillars, self.undecided["total"])
        if structure.total_method == "sum_of_points" and structure.total_points is not None:
            maximum = Fraction(structure.total_points) - sum(self.maxima.left.values(), _ZERO)
            yield self._sum(column, "total", list(indices.values()), maximum)

    def _sum(self, column: str, node: str, parts: Sequence[Score], maximum: Fraction) -> Score:
        """Known points add up; what is undecided, not determinable or provisional is carried along, never hidden."""
        points = exact.total([part.points for part in parts if part.points is not None])
        counting = [part for part in parts if part.max_points]
        return Score(
            column=column,
            node=node,
            points=points,
            max_points=maximum,
            value=exact.quotient(points, maximum) if maximum else None,
            certainty=weakest(*{part.certainty for part in counting}) if counting else "certain",
            undecided=self.undecided[node],
            not_determinable=any(part.not_determinable for part in parts),
            basis={},
        )


def over(structure: Structure, maxima: Maxima, waiting: Waiting) -> Sums:
    """The sums of a structure. `waiting`: the revisions that wait, by component that applies."""
    members: dict[int, list[int]] = {index.number: [] for index in structure.main_indices}
    for place, component in enumerate(structure.components):
        members[component.main_index].append(place)
    return Sums(structure, maxima, members, _undecided(structure, waiting))


def _undecided(structure: Structure, waiting: Waiting) -> dict[str, int]:
    """Of every sum, whether it is computed or not. Evidence for what the structure does not have waits in the total."""
    of_index: dict[int, set[uuid.UUID]] = {index.number: set() for index in structure.main_indices}
    for component in structure.components:
        of_index[component.main_index].update(waiting.get(component.code, ()))
    of_pillar = {
        pillar.code: set().union(*(of_index[number] for number in pillar.main_indices))
        for pillar in structure.pillars
        if _is_summed(pillar)
    }
    return {
        **{f"index:{number}": len(found) for number, found in of_index.items()},
        **{f"pillar:{code}": len(found) for code, found in of_pillar.items()},
        "total": len(set().union(*waiting.values())),
    }


def _is_summed(pillar: Pillar) -> bool:
    """Where a pillar's main indices and maximum are known; of the others nothing follows."""
    return pillar.max_points is not None and bool(pillar.main_indices)


def _weighted(column: str, structure: Structure, pillars: Mapping[str, Score], undecided: int) -> Score:
    """Σ share × pillar value, as framework 1726 says; null while a share or a pillar's value is unknown."""
    parts = [(pillar.share, pillars.get(pillar.code)) for pillar in structure.pillars]
    known = [(share, score.value) for share, score in parts if share is not None and score and score.value is not None]
    whole = bool(parts) and len(known) == len(parts)
    return Score(
        column=column,
        node="total",
        points=None,
        max_points=None,
        value=sum((Fraction(share) * value for share, value in known), _ZERO) if whole else None,
        certainty=weakest(*(score.certainty for _, score in parts if score)) if whole else "unknown",
        undecided=undecided,
        not_determinable=any(score.not_determinable for _, score in parts if score),
        basis={},
    )
