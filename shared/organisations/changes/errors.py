"""What the register refuses of changes."""

from __future__ import annotations

from collections.abc import Sequence

from shared.kit import errors
from shared.organisations.changes.values import Problem


class RegisterContradicts(ValueError):
    """The register's statements and changes contradict each other: {problems}."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        said = ", ".join(map(str, problems))
        super().__init__(f"The register's statements and changes contradict each other: {said}")


class ChangeNotFound(errors.NotFound):
    """There is no change {change} of the register."""

    vi = "Không có thay đổi tổ chức {change}."


class ChangeRefused(errors.Invalid):
    """The change cannot be recorded as it is stated; see the fields."""

    vi = "Không ghi được thay đổi này như đã nêu; xem danh sách trường."


class LaterChangeContradicts(errors.Conflict):
    """A change that was recorded before for a later day would no longer hold: {changes}. State that one anew first."""

    vi = "Một thay đổi đã ghi cho ngày sau sẽ không còn đúng: {changes}. Hãy ghi lại thay đổi đó trước."


class SlugTaken(errors.Conflict):
    """There is an organisation {slug} already."""

    vi = "Đã có cơ quan, đơn vị {slug}."
