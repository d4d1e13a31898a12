"""What the domain of tasks refuses."""

from __future__ import annotations

from shared.kit import errors


class TaskNotFound(errors.NotFound):
    """There is no task {task} on that day."""

    vi = "Không có nhiệm vụ {task} tại ngày đó."


class NoSuchOwner(errors.Invalid):
    """The list was asked for an owner that does not exist."""

    vi = "Danh sách được hỏi theo một đơn vị chủ trì không tồn tại."


class NoSuchTaskGroup(errors.Invalid):
    """The list was asked for a group of tasks that does not exist."""

    vi = "Danh sách được hỏi theo một nhóm nhiệm vụ không tồn tại."
