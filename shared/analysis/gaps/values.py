"""The words of a gap. Points are exact rationals here, six-place decimals in answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from shared.kit.errors import Phrase

Cause = Literal[
    "no_evidence",
    "not_measured",
    "undecided",
    "rejected",
    "late",
    "partial",
    "not_implemented",
    "not_determinable",
    "outside_figures",
    "not_applicable",
    "unattributed",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
WORDS: Mapping[Cause, Phrase] = {
    "no_evidence": Phrase("không có tài liệu kiểm chứng", "no evidence"),
    "not_measured": Phrase("chưa có số liệu", "no figures"),
    "undecided": Phrase("tài liệu đang chờ thẩm định", "evidence waits for a decision"),
    "rejected": Phrase("tài liệu không được công nhận", "evidence was rejected"),
    "late": Phrase("tài liệu ngoài kỳ đánh giá", "evidence lies outside the assessment's period"),
    "partial": Phrase("chỉ đạt một phần", "reached in part"),
    "not_implemented": Phrase("chưa triển khai, chưa ban hành", "not carried out or not issued"),
    "not_determinable": Phrase("không xác định được: mẫu số bằng 0", "cannot be determined: the denominator is 0"),
    "outside_figures": Phrase("được chấm theo số liệu của cơ quan khác", "scored by another body's figures"),
    "not_applicable": Phrase("không áp dụng", "not applicable"),
    "unattributed": Phrase(
        "văn bản không nêu nguyên nhân của riêng chỉ số thành phần này",
        "no document says why of this component alone",
    ),
}
AppliesTo = Literal["each", "some", "named"]
Outcome = Literal["full", "partial", "zero", "not_scored"]
LOSING: tuple[Outcome, ...] = ("partial", "zero")


@dataclass(frozen=True)
class Said:
    """What a part of a published reason says: of `each` component of its list, of `some`, or of the `named` ones."""

    cause: Cause
    applies_to: AppliesTo
    components: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A list of a publication: components of one main index with one outcome, and what is said of why.

    `maxima` by component, in points; None where no document gives one.
    """

    outcome: Outcome
    maxima: Mapping[str, Fraction | None]
    said: tuple[Said, ...]

    @property
    def maximum(self) -> Fraction | None:
        """Of all of them together; None while one is unknown."""
        known = [maximum for maximum in self.maxima.values() if maximum is not None]
        return sum(known, Fraction(0)) if len(known) == len(self.maxima) else None


@dataclass(frozen=True)
class Share:
    """How much of a gap has this cause, and where: whole lists of a publication, or single components."""

    cause: Cause
    points: Fraction
    components: Sequence[str]


@dataclass(frozen=True)
class Standing:
    """What a computation knew of one component: whether its rule needs figures and has them, and what was decided.

    `reasons`: the reason codes of the decisions in force that refused (the reviewer's own, None where none was said);
    `reached`: whether one in force gave points; `accepted`: whether one accepted, be it figures that give none.
    """

    applicable: bool
    determinable: bool
    needs_figures: bool
    has_figures: bool
    pieces: int
    undecided: int
    reached: bool
    accepted: bool
    reasons: tuple[str | None, ...]
