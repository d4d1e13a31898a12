"""Refusals of the analysis of gaps."""

from __future__ import annotations

from shared.kit import errors


class NothingComputed(errors.Conflict):
    """Nothing has been computed of assessment {assessment} yet; ask again in a moment."""

    vi = "Kỳ đánh giá {assessment} chưa được tính lần nào; hãy hỏi lại sau giây lát."
