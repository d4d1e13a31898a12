"""When a figure reaches a milestone, and what a figure must be to be a measurement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from shared.kit import decimals
from shared.kit.errors import Finding
from shared.targets import values

# The version of `status`; it changes when the same inputs may give another status.
REACHED_VERSION = "reached-1"
_PER_CENT = ("percent", "percent_of_grdp")
_DIGITS = 15
Number = TypeVar("Number", Decimal, Fraction)


def reached(operator: values.Operator, direction: values.Direction, required: Number, observed: Number) -> bool:
    """Whether a figure reaches a milestone, both in the target's unit.

    "tối thiểu" (gte) and "trên" (gt) say their own direction; a bare figure (stated) is reached at or beyond it in
    the target's direction.
    """
    if operator == "gt":
        return observed > required
    if operator == "gte" or direction == "increase":
        return observed >= required
    return observed <= required


def status(
    aggregation: values.Aggregation | None,
    direction: values.Direction | None,
    milestone: values.Milestone,
    observed: Decimal | None,
) -> values.Status:
    """Where one organisation stands at one milestone.

    A mean over years is not determinable from single years: no document says from which year it counts.
    """
    if observed is None or milestone.required is None or milestone.operator is None or direction is None:
        return "not_measured"
    if aggregation == "mean_over_years":
        return "not_determinable"
    return "achieved" if reached(milestone.operator, direction, milestone.required, observed) else "not_yet"


@dataclass(frozen=True)
class Measured:
    """What the checks need of a target. `natural_limit` in its unit."""

    code: str
    measure: values.Measure
    unit: str | None
    natural_limit: Decimal | None


def value_of(target: Measured, figure: values.Figure) -> Decimal:
    """The figure's value in the target's unit at six places: numerator ÷ denominator (× 100 for percent), or as given.

    The figure has passed `findings`.
    """
    if figure.numerator is None or figure.denominator is None:
        assert figure.value is not None  # noqa: S101 - checked by findings
        return figure.value
    return decimals.ratio(figure.numerator, figure.denominator, times=scale(target.unit))


def scale(unit: str | None) -> int:
    """What a ratio is multiplied with to be in a target's unit."""
    return 100 if unit in _PER_CENT else 1


def findings(target: Measured, figure: values.Figure, field: str) -> Iterator[Finding]:
    """What keeps a figure from being a measurement; `field` is its place in the request, e.g. `figures.0`."""
    if target.measure != "numeric":
        yield Finding(f"{field}.target", "This target has no figure.", "Chỉ tiêu này không có số liệu.", "not_numeric")
        return
    # Each check trusts what the one before it let through: NaN, for one, cannot even be compared.
    for wrong in (_sizes(figure, field), _parts(target, figure, field), _limits(target, figure, field)):
        found = list(wrong)
        yield from found
        if found:
            return


def _sizes(figure: values.Figure, field: str) -> Iterator[Finding]:
    for name in ("value", "numerator", "denominator"):
        number: Decimal | None = getattr(figure, name)
        wrong = None if number is None else size_finding(f"{field}.{name}", number)
        if wrong is not None:
            yield wrong


def size_finding(where: str, number: Decimal, digits: int = _DIGITS) -> Finding | None:
    """What is wrong with a number of more `digits` before the dot, or of more places, than sums are exact with."""
    if number.is_finite() and number.adjusted() < digits and decimals.is_exact(number):
        return None
    return Finding(
        where,
        f"At most {digits} digits before the dot and {decimals.PLACES} after it.",
        f"Nhiều nhất {digits} chữ số trước và {decimals.PLACES} chữ số sau dấu chấm.",
        "out_of_range",
    )


def _parts(target: Measured, figure: values.Figure, field: str) -> Iterator[Finding]:
    """A value, or a numerator with its denominator."""
    halves = (figure.numerator, figure.denominator)
    if figure.value is None and halves == (None, None):
        yield Finding(f"{field}.value", "Give a value, or a numerator and a denominator.",
                      "Cần giá trị, hoặc tử số và mẫu số.", "missing")  # fmt: skip
    elif (figure.numerator is None) != (figure.denominator is None):
        missing = "numerator" if figure.numerator is None else "denominator"
        yield Finding(f"{field}.{missing}", "Numerator and denominator go together.",
                      "Tử số và mẫu số đi cùng nhau.", "missing")  # fmt: skip
    elif figure.numerator is not None and target.unit not in _PER_CENT:
        yield Finding(f"{field}.numerator", "This target takes a value, not a ratio.",
                      "Chỉ tiêu này nhận giá trị, không nhận tỷ số.", "not_a_ratio")  # fmt: skip
    if figure.denominator is not None and figure.denominator <= 0:
        yield Finding(f"{field}.denominator", "Must be greater than 0.", "Phải lớn hơn 0.", "greater_than")
    if figure.numerator is not None and figure.numerator < 0:
        yield Finding(f"{field}.numerator", "Must be at least 0.", "Phải từ 0 trở lên.", "greater_than_equal")


def _limits(target: Measured, figure: values.Figure, field: str) -> Iterator[Finding]:
    """A share is at most its whole and at least nothing; a given value is that of its own parts."""
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is not None and denominator is not None:
        if target.unit == "percent" and numerator > denominator:
            yield Finding(f"{field}.numerator", "Is greater than the denominator.", "Lớn hơn mẫu số.", "beyond_whole")
            return
        if figure.value is not None and figure.value != value_of(target, figure):
            yield Finding(
                f"{field}.value",
                "Is not numerator ÷ denominator at six places.",
                "Không bằng tử số ÷ mẫu số với sáu chữ số.",
                "not_the_ratio",
            )
    value = value_of(target, figure)
    if target.natural_limit is not None and value > target.natural_limit:
        limit = decimals.plain(target.natural_limit)
        yield Finding(f"{field}.value", f"Is beyond the natural limit {limit}.", f"Vượt giới hạn tự nhiên {limit}.",
                      "beyond_natural_limit")  # fmt: skip
    if target.unit in _PER_CENT and value < 0:
        yield Finding(f"{field}.value", "Must be at least 0.", "Phải từ 0 trở lên.", "greater_than_equal")
