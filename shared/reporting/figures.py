"""The figures of a draft, checked whole before anything is written. Pure: target rows in, figures or findings out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.kit import decimals
from shared.kit.errors import Finding
from shared.reporting import errors, values

Row = dict[str, Any]
# A ratio is kept in percent when the target's unit is one of them.
_PER_HUNDRED = 100


@dataclass(frozen=True)
class TargetFacts:
    """What decides whether a figure is possible. `natural_limit` in the target's unit, None where there is none."""

    id: object
    measure: str
    unit: str | None
    natural_limit: Decimal | None


def check(content: values.Content, targets: Mapping[str, TargetFacts], today: dt.date) -> list[Row]:
    """The figures as rows: target_id, numerator, denominator, value (in the target's unit), kind.

    `targets` holds those that were found, by the text that the drafter named them with.
    Raises FiguresRefused naming every field at fault: `measured_on`, `figures.1.numerator`, …
    """
    findings = [] if content.measured_on <= today else [_finding("measured_on", "future")]
    rows: list[Row] = []
    seen: set[object] = set()
    for index, figure in enumerate(content.figures):
        target = targets.get(figure.target)
        fault = _fault(figure, target, seen)
        if fault is not None or target is None:
            field, code = fault or ("target", "unknown_target")
            findings.append(_finding(f"figures.{index}.{field}", code))
            continue
        seen.add(target.id)
        rows.append(
            {
                "target_id": target.id,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "value": _value(figure, target.unit),
                "kind": figure.kind,
            }
        )
    if findings:
        raise errors.FiguresRefused(*findings)
    return rows


def _fault(figure: values.Figure, target: TargetFacts | None, seen: set[object]) -> tuple[str, str] | None:
    if target is None:
        return "target", "unknown_target"
    if target.id in seen:
        return "target", "target_twice"
    if target.measure != "numeric":
        return "target", "not_numeric"
    return _fault_of_form(figure) or _fault_of_size(figure, target)


def _fault_of_form(figure: values.Figure) -> tuple[str, str] | None:
    if figure.value is not None:
        given = "numerator" if figure.numerator is not None else "denominator"
        both = figure.numerator is not None or figure.denominator is not None
        return (given, "ratio_or_value") if both else None
    if figure.numerator is None:
        return ("value", "ratio_or_value") if figure.denominator is None else ("numerator", "missing")
    if figure.denominator is None:
        return "denominator", "missing"
    return ("denominator", "not_positive") if figure.denominator <= 0 else None


def _fault_of_size(figure: values.Figure, target: TargetFacts) -> tuple[str, str] | None:
    if target.natural_limit is None:
        return None
    value = _value(figure, target.unit)
    field = "numerator" if figure.numerator is not None else "value"
    if value < 0:
        return field, "negative"
    return (field, "beyond_limit") if value > target.natural_limit else None


def _value(figure: values.Figure, unit: str | None) -> Decimal:
    """The figure in the target's unit, half up at six places where it is a ratio."""
    if figure.value is not None:
        return figure.value
    scale = _PER_HUNDRED if (unit or "").startswith("percent") else 1
    return decimals.rounded(Fraction(figure.numerator or 0) * scale / Fraction(figure.denominator or 1))


_SENTENCES = {
    "future": ("Is after today.", "Sau ngày hôm nay."),
    "unknown_target": ("There is no such target.", "Không có chỉ tiêu này."),
    "target_twice": ("This target stands twice in the report.", "Chỉ tiêu này có hai lần trong báo cáo."),
    "not_numeric": ("This target is not measured by a figure.", "Chỉ tiêu này không đo bằng số liệu."),
    "ratio_or_value": (
        "Give either numerator and denominator, or value.",
        "Hãy gửi tử số và mẫu số, hoặc giá trị.",
    ),
    "missing": ("This field is required.", "Thiếu trường bắt buộc."),
    "not_positive": ("Must be greater than 0.", "Phải lớn hơn 0."),
    "negative": ("The figure is negative.", "Số liệu là số âm."),
    "beyond_limit": (
        "The figure is beyond the target's natural limit.",
        "Số liệu vượt giới hạn tự nhiên của chỉ tiêu.",
    ),
}


def _finding(field: str, code: str) -> Finding:
    en, vi = _SENTENCES[code]
    return Finding(field, en, vi, code)
