"""Refusals of assessments."""

from __future__ import annotations

from shared.kit import errors


class AssessmentNotFound(errors.NotFound):
    """There is no assessment {assessment}."""

    vi = "Không có kỳ đánh giá {assessment}."


class NoSuchAssessment(errors.Invalid):
    """There is no assessment {assessment}; GET /v1/assessments lists them."""

    vi = "Không có kỳ đánh giá {assessment}; xem danh sách tại GET /v1/assessments."


class AssessmentClosed(errors.Conflict):
    """The assessment of {year} is imported from a publication and takes no claims, evidence or decisions."""

    vi = (
        "Kết quả đánh giá năm {year} được nhập từ số liệu đã công bố, không nhận điểm tự chấm, tài liệu kiểm chứng hay"
        " kết luận thẩm định."
    )


class ClaimRefused(errors.Invalid):
    """The claim is not possible; see the fields."""

    vi = "Điểm tự chấm không hợp lệ; xem danh sách trường."


class RankingNotFound(errors.NotFound):
    """There is no ranking {ranking}."""

    vi = "Không có bảng xếp hạng {ranking}."
