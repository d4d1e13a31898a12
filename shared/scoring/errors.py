"""Refusals of scoring."""

from __future__ import annotations

from shared.kit import errors


class ScoreNotFound(errors.NotFound):
    """There is no score {score} that you may read."""

    vi = "Không có điểm {score} hoặc bạn không được đọc."


class RunNotFound(errors.NotFound):
    """There is no run {run}."""

    vi = "Không có lần tính điểm {run}."


class NotPublic(errors.Unauthenticated):
    """Only published scores can be read without a token; send Authorization: Bearer …"""

    vi = "Khi không có mã truy cập, chỉ đọc được kết quả đã công bố; hãy gửi Authorization: Bearer …"


class DriftFound(errors.Conflict):
    """Run {run} differs from its replay, so nothing that rests on scores is published until that is explained."""

    vi = "Lần tính {run} khác với kết quả tính lại; không công bố gì dựa trên điểm cho đến khi làm rõ nguyên nhân."
