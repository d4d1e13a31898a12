"""The kinds of rule as frozen values. A share is an exact part of the maximum, 0 to 1; a bound has the input's unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal


@dataclass(frozen=True)
class Input:
    """Something that an answer must say: its key in `values`, its name, its unit, and what may stand there."""

    key: str
    name: str
    unit: str | None
    type: Literal["boolean", "choice", "number"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A figure that the rule reads, with its unit."""

    name: str
    unit: str


@dataclass(frozen=True)
class RequiredEvidence:
    """A document that the rule asks for."""

    code: str
    name: str


@dataclass(frozen=True)
class Rounding:
    """To how many decimal places a component's points are rounded, half up."""

    places: int
    mode: Literal["half_up"] = "half_up"


@dataclass(frozen=True, kw_only=True)
class _Common:
    """What every kind may say beside its own arithmetic."""

    required_evidence: tuple[RequiredEvidence, ...] = ()
    rounding: Rounding | None = None

    def inputs(self) -> tuple[Input, ...]:
        """What an answer must say; nothing where a person says the points."""
        return ()


@dataclass(frozen=True)
class YesNo(_Common):
    """The maximum when it is met, else nothing."""

    kind: ClassVar[str] = "yes_no"

    def inputs(self) -> tuple[Input, ...]:
        """Whether it is met."""
        return (Input("met", "Đạt hay không", None, "boolean"),)


@dataclass(frozen=True)
class Step:
    """One of the steps: its code, its words, its share of the maximum."""

    code: str
    share: Fraction
    name: str | None = None


@dataclass(frozen=True)
class Steps(_Common):
    """The share of the step that holds (head = all, deputy = half)."""

    steps: tuple[Step, ...]
    kind: ClassVar[str] = "steps"

    def inputs(self) -> tuple[Input, ...]:
        """Which step holds."""
        return (Input("step", "Mức", None, "choice", tuple(step.code for step in self.steps)),)


@dataclass(frozen=True)
class Ratio(_Common):
    """Numerator ÷ denominator of the maximum; above 1 only where the rule foresees it, and then the maximum."""

    numerator: Measure
    denominator: Measure
    may_exceed: bool = False
    kind: ClassVar[str] = "ratio"

    def inputs(self) -> tuple[Input, ...]:
        """The two figures."""
        return _two(self.numerator, self.denominator)


@dataclass(frozen=True)
class Tier:
    """From this bound on (`decreasing`: up to it), this share."""

    bound: Decimal
    share: Fraction


@dataclass(frozen=True)
class Tiers(_Common):
    """The share of the first tier that the figure reaches, else `otherwise`. `decreasing`: less is better."""

    input: Measure
    tiers: tuple[Tier, ...]
    otherwise: Fraction
    direction: Literal["increasing", "decreasing"] = "increasing"
    kind: ClassVar[str] = "tiers"

    def inputs(self) -> tuple[Input, ...]:
        """The figure."""
        return (Input("value", self.input.name, self.input.unit, "number"),)


@dataclass(frozen=True)
class Normalised(_Common):
    """Own ratio ÷ the largest ratio of the peer group (same framework version and year) of the maximum."""

    numerator: Measure
    denominator: Measure
    kind: ClassVar[str] = "normalised"

    def inputs(self) -> tuple[Input, ...]:
        """The two figures."""
        return _two(self.numerator, self.denominator)


@dataclass(frozen=True)
class Granted(_Common):
    """What the reviewer grants, 0 to the maximum."""

    kind: ClassVar[str] = "granted"


@dataclass(frozen=True)
class NotScored(_Common):
    """Nothing is claimed, decided or earned."""

    kind: ClassVar[str] = "not_scored"


SimpleRule = YesNo | Steps | Ratio | Tiers | Granted


@dataclass(frozen=True)
class Part:
    """One of the parts: its share of the maximum, and the rule by which it is earned."""

    code: str
    name: str
    share: Fraction
    rule: SimpleRule


@dataclass(frozen=True)
class Parts(_Common):
    """Parts that add up, each with its share of the maximum."""

    parts: tuple[Part, ...]
    kind: ClassVar[str] = "parts"

    def inputs(self) -> tuple[Input, ...]:
        """The inputs of all parts, keyed `parts.<code>.<input>`."""
        return tuple(
            Input(f"parts.{part.code}.{one.key}", f"{part.name}: {one.name}", one.unit, one.type, one.choices)
            for part in self.parts
            for one in part.rule.inputs()
        )

    def part(self, code: str) -> Part | None:
        """The part of this code."""
        return next((part for part in self.parts if part.code == code), None)


Rule = YesNo | Steps | Ratio | Tiers | Parts | Normalised | Granted | NotScored


def _two(numerator: Measure, denominator: Measure) -> tuple[Input, ...]:
    return (
        Input("numerator", numerator.name, numerator.unit, "number"),
        Input("denominator", denominator.name, denominator.unit, "number"),
    )
