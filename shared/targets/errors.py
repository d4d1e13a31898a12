"""What the domain of targets refuses."""

from __future__ import annotations

from shared.kit import errors


class TargetNotFound(errors.NotFound):
    """There is no target {target} on that day."""

    vi = "Không có chỉ tiêu {target} tại ngày đó."


class NoSuchTarget(errors.Invalid):
    """The list was asked for a target that does not exist."""

    vi = "Danh sách được hỏi theo một chỉ tiêu không tồn tại."


class FiguresRefused(errors.Invalid):
    """These figures cannot be measurements; see the fields."""

    vi = "Các số liệu này không hợp lệ; xem danh sách trường."
