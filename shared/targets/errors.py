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
