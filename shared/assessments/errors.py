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
    """The assessment of {year} {why} and takes no claims, evidence or decisions."""

    vi = "Kết quả đánh giá năm {year} {why}, không nhận điểm tự chấm, tài liệu kiểm chứng hay kết luận thẩm định."


class AssessmentStillOpen(errors.Conflict):
    """The assessment of {year} is still open; close it first."""

    vi = "Kỳ đánh giá năm {year} còn đang mở; hãy khóa trước."


class NotYourAssessment(errors.Forbidden):
    """Only {organisation} itself contributes to its own assessment."""

    vi = "Chỉ {organisation} được gửi điểm tự chấm và tài liệu cho kỳ đánh giá của chính mình."


class AssessmentExists(errors.Conflict):
    """{organisation} has an assessment of {year} under {framework} already: {assessment}."""

    vi = "{organisation} đã có kỳ đánh giá năm {year} theo {framework}: {assessment}."


class AssessmentRefused(errors.Invalid):
    """The assessment cannot be opened; see the fields."""

    vi = "Không thể mở kỳ đánh giá; xem danh sách trường."


class FrameworkIncomplete(errors.Conflict):
    """Framework {framework} cannot be scored yet: what is missing stands in the fields."""

    vi = "Bộ chỉ số {framework} chưa thể dùng để chấm điểm: xem danh sách trường để biết còn thiếu gì."


class ApplicabilityRefused(errors.Invalid):
    """That a component does not apply cannot be stated so; see the fields."""

    vi = "Không thể ghi nhận như vậy về việc áp dụng chỉ số thành phần; xem danh sách trường."


class ApplicabilityNotProvided(errors.Conflict):
    """Version {version} of framework {framework} does not say what becomes of the points of a component that does not
    apply."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} không quy định xử lý điểm của chỉ số thành phần không áp dụng."


class ClaimRefused(errors.Invalid):
    """The claim is not possible; see the fields."""

    vi = "Điểm tự chấm không hợp lệ; xem danh sách trường."
