"""Refusals of the analyses of one assessment."""

from __future__ import annotations

from shared.kit import errors


class NotComputedYet(errors.Conflict):
    """The assessment of {year} has no computed scores: it was imported, or its first computation is still to come."""

    vi = "Kỳ đánh giá năm {year} chưa có điểm được tính: kết quả được nhập, hoặc lần tính đầu tiên chưa xong."
