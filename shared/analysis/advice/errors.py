"""Refusals of advice."""

from __future__ import annotations

from shared.kit import errors


class ImportedNotComputed(errors.Conflict):
    """The assessment of {year} is imported: what its components earned is not known, so nothing follows for them."""

    vi = "Kỳ đánh giá năm {year} là kết quả nhập vào: chưa biết điểm từng chỉ số thành phần nên không suy ra được gì."


class OneGoal(errors.Invalid):
    """Say which total or which rank is to be reached: one of the two."""

    vi = "Hãy nêu tổng (total) hoặc hạng (rank) cần đạt: đúng một trong hai."
