"""What the domain of targets refuses."""

from __future__ import annotations

from shared.kit import errors


class TargetNotFound(errors.NotFound):
    """There is no target {target} on that day."""

    vi = "Không có chỉ tiêu {target} vào ngày đó."


class NoSuchTarget(errors.Invalid):
    """There is no target {target} to filter the list by."""

    vi = "Không có chỉ tiêu {target} để lọc danh sách."


class FiguresRefused(errors.Invalid):
    """These figures cannot be measurements; see the fields."""

    vi = "Các số liệu này không hợp lệ; xem danh sách trường."


class TargetRefused(errors.Invalid):
    """This cannot be a target; see the fields."""

    vi = "Nội dung này không thể là một chỉ tiêu; xem danh sách trường."


class AmendmentRefused(errors.Invalid):
    """This cannot amend target {target}; see the fields."""

    vi = "Nội dung này không thể sửa đổi chỉ tiêu {target}; xem danh sách trường."


class JudgementRefused(errors.Invalid):
    """This cannot judge target {target}; see the fields."""

    vi = "Nội dung này không thể đánh giá chỉ tiêu {target}; xem danh sách trường."


class OwnDocument(errors.Forbidden):
    """Whoever recorded or corrected the document {document} does not judge with it."""

    vi = "Người đã ghi hoặc đính chính văn bản {document} không được dùng chính văn bản đó để đánh giá."


class TargetExists(errors.Conflict):
    """There is a target {code} already; amend it instead (POST /v1/targets/{code}/amendments)."""

    vi = "Đã có chỉ tiêu {code}; hãy sửa đổi chỉ tiêu đó (POST /v1/targets/{code}/amendments)."
