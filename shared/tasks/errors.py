"""What the domain of tasks refuses."""

from __future__ import annotations

from shared.kit import errors


class TaskNotFound(errors.NotFound):
    """There is no task {task} on that day."""

    vi = "Không có nhiệm vụ {task} vào ngày đó."


class NoSuchOwner(errors.Invalid):
    """There is no owner {owner} to filter the list by."""

    vi = "Không có đơn vị chủ trì {owner} để lọc danh sách."


class NoSuchTaskGroup(errors.Invalid):
    """There is no group of tasks {group} to filter the list by."""

    vi = "Không có nhóm nhiệm vụ {group} để lọc danh sách."
