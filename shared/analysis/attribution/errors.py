"""Refusals of attributions."""

from __future__ import annotations

from shared.kit import errors


class NoFigures(errors.Conflict):
    """The assessment of {year} has no {column} figures yet."""

    vi = "Kỳ đánh giá năm {year} chưa có số liệu ở cột {column}."


class NotComparable(errors.Invalid):
    """These two assessments cannot be compared; see the fields."""

    vi = "Không so sánh được hai kỳ đánh giá này; xem danh sách trường."
