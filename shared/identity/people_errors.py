"""Refusals of people's organisations and roles."""

from __future__ import annotations

from shared.kit import errors


class AssignmentNotFound(errors.NotFound):
    """There is no such assignment of roles."""

    vi = "Không có lần phân công vai trò này."


class OwnRoles(errors.Forbidden):
    """Nobody changes their own roles; another administrator does."""

    vi = "Không ai được tự thay đổi vai trò của mình; việc này do quản trị viên khác thực hiện."


class LastAdministrator(errors.Conflict):
    """This is the last administrator; appoint another one first."""

    vi = "Đây là quản trị viên cuối cùng; hãy phân công quản trị viên khác trước."


class AdministratorExists(errors.Conflict):
    """There is an administrator already, {person}; the first one is appointed only once."""

    vi = "Đã có quản trị viên ({person}); lệnh này chỉ dùng khi chưa có ai."


class SignOnDoesNotAssign(errors.Invalid):
    """The organisation and roles of the people of {issuer} are not assigned here; see the fields."""

    vi = "Cơ quan, vai trò của người dùng {issuer} không được phân công ở đây; xem danh sách trường."


class AssignmentsOverlap(errors.Conflict):
    """The person has another assignment on these days ({assignment}); end that one first."""

    vi = "Người này đã có phân công khác trong những ngày đó ({assignment}); hãy kết thúc phân công ấy trước."


class AssignmentEnded(errors.Conflict):
    """The assignment has ended already."""

    vi = "Lần phân công này đã kết thúc."


class DaysOutOfOrder(errors.Invalid):
    """The days do not fit; see the fields."""

    vi = "Các ngày không hợp lý; xem danh sách trường."
