"""Refusals of draws."""

from __future__ import annotations

from shared.kit import errors


class DrawsRefused(errors.Invalid):
    """These draws are not possible; see the fields."""

    vi = "Không thể lấy mẫu như vậy; xem danh sách trường."


class NothingToRank(errors.Conflict):
    """Fewer than two organisations have figures in this column for {framework} in {year}."""

    vi = "Chưa có đến hai cơ quan có số liệu ở cột này của {framework} năm {year}."
