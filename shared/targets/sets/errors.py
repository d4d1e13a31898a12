"""What sets of targets refuse."""

from __future__ import annotations

from shared.kit import errors


class TargetSetNotFound(errors.NotFound):
    """There is no target set {target_set} on that day."""

    vi = "Không có bộ chỉ tiêu {target_set} vào ngày đó."


class NoSuchTargetSet(errors.Invalid):
    """There is no target set {target_set} to filter the list by."""

    vi = "Không có bộ chỉ tiêu {target_set} để lọc danh sách."
