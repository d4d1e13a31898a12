"""The words of advice. Points and values are exact rationals here, six-place decimals in answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.kit.errors import Phrase


@dataclass(frozen=True)
class Effort:
    """What is known to stand between a component and its points, counted in steps.

    `missing_documents`: required documents that nobody has posted, None where the rule names none; `open_tasks`: linked
    tasks that are not done, None where no task is linked; `waits`: a document waits for a decision.
    """

    missing_documents: int | None
    open_tasks: int | None
    waits: bool

    @property
    def steps(self) -> int | None:
        """How many; None where nothing of it is known."""
        if self.missing_documents is None and self.open_tasks is None and not self.waits:
            return None
        return (self.missing_documents or 0) + (self.open_tasks or 0) + int(self.waits)


UNKNOWN = Effort(None, None, waits=False)


@dataclass(frozen=True)
class Gain:
    """What a component would bring if it reached its maximum: its points, and how much of the total's value."""

    component: str
    position: int
    points: Fraction
    value: Fraction
    effort: Effort = UNKNOWN


@dataclass(frozen=True)
class Prospect:
    """Where an assessment stands in the verified column, and what can be won. `points` is None where a framework weighs
    pillars; `value` None where the total is not known."""

    points: Fraction | None
    value: Fraction | None
    max_points: Fraction | None
    gains: tuple[Gain, ...]


Status = Literal["reached", "reachable", "unreachable", "unknown"]
WORDS: dict[str, Phrase] = {
    "peers_unknown": Phrase(
        "Chưa biết giá trị của mọi cơ quan khác trong cùng bộ chỉ số và năm, nên chưa biết hạng cần giá trị bao nhiêu.",
        "The values of all others of the same framework and year are not known, so what the rank takes is unknown.",
    ),
    "total_unknown": Phrase("Chưa tính được tổng của kỳ đánh giá này.", "The total of this assessment is not known."),
    "beyond_the_maximum": Phrase(
        "Dù mọi chỉ số thành phần đạt điểm tối đa cũng chưa đủ.", "Every component at its maximum is not enough."
    ),
    "beyond_the_peers": Phrase(
        "Có ít cơ quan hơn hạng này; hạng nào cũng trên đó.", "There are fewer organisations than this rank."
    ),
}


@dataclass(frozen=True)
class Peers:
    """The values of the others of the same framework and year; `expected`: how many there are to know; `places`: to
    how many values are rounded before they are compared."""

    values: tuple[Fraction, ...]
    expected: int
    places: int

    @property
    def whole(self) -> bool:
        """Whether all are known."""
        return bool(self.values) and len(self.values) >= self.expected


@dataclass(frozen=True)
class Plan:
    """The fewest changes that reach `threshold` (a value of the total), in order; `needed`: the points that the last of
    them must bring at least."""

    status: Status
    why: str | None
    threshold: Fraction | None
    changes: tuple[Gain, ...] = ()
    needed: Fraction | None = None
