"""Refusals of reporting."""

from __future__ import annotations

from shared.kit import errors


class ObligationNotFound(errors.NotFound):
    """There is no such obligation here that you may read."""

    vi = "Không có nghĩa vụ báo cáo này hoặc bạn không được đọc."


class ReportNotFound(errors.NotFound):
    """There is no such report here that you may read."""

    vi = "Không có báo cáo này hoặc bạn không được đọc."


class NoSuchRegime(errors.Invalid):
    """There is no reporting regime {regime} to filter the list by."""

    vi = "Không có chế độ báo cáo {regime} để lọc danh sách."


class AnotherOrganisation(errors.Forbidden):
    """The report is owed by another organisation than yours."""

    vi = "Báo cáo này thuộc trách nhiệm của cơ quan khác."


class NotCoordinating(errors.Forbidden):
    """Only the coordinating department decides on reports."""

    vi = "Chỉ cơ quan thường trực được tiếp nhận hoặc trả lại báo cáo."


class OwnDraft(errors.Forbidden):
    """Whoever drafted a report does not sign it or decide on it."""

    vi = "Người soạn báo cáo không được tự ký trình, tự tiếp nhận hoặc tự trả lại báo cáo đó."


class OwnSignature(errors.Forbidden):
    """Whoever signed a report does not decide on it."""

    vi = "Người ký trình báo cáo không được tự tiếp nhận hoặc tự trả lại báo cáo đó."


class LevelSkipped(errors.Forbidden):
    """The head of the organisation has not signed this draft yet: no level is skipped."""

    vi = "Thủ trưởng đơn vị chưa ký trình dự thảo này: không được bỏ qua cấp duyệt."


class StateForbids(errors.Conflict):
    """The report is {state}; it cannot be changed this way now."""

    vi = "Báo cáo đang ở trạng thái {state}; hiện không thể thực hiện thao tác này."


class ReportExists(errors.Conflict):
    """This obligation already has the report {report}; revise that one."""

    vi = "Nghĩa vụ này đã có báo cáo {report}; hãy sửa báo cáo đó."


class MeasuredInFuture(errors.Invalid):
    """Figures cannot be of a day after today."""

    vi = "Ngày chốt số liệu không được sau hôm nay."
