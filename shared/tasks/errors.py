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


class TaskRefused(errors.Invalid):
    """The task is not complete or names what is not there; see the fields."""

    vi = "Nhiệm vụ chưa đầy đủ hoặc nêu điều không có; xem danh sách trường."


class TaskExists(errors.Conflict):
    """There is a task {task} already; change it with PATCH."""

    vi = "Đã có nhiệm vụ {task}; hãy sửa bằng PATCH."


class DependencyCycle(errors.Invalid):
    """A task cannot wait for itself: {path}."""

    vi = "Nhiệm vụ không thể chờ chính nó: {path}."


class NotProved(errors.Conflict):
    """Task {task} is not done: {accepted} of {owed} deliverables are accepted."""

    vi = "Nhiệm vụ {task} chưa hoàn thành: {accepted} trên {owed} sản phẩm được chấp nhận."


class CancelledWithoutDocument(errors.Invalid):
    """A task is cancelled by a document; name it in status_source."""

    vi = "Nhiệm vụ chỉ được hủy theo văn bản; hãy nêu văn bản trong status_source."


class NotTheLead(errors.Forbidden):
    """Only who leads or co-leads task {task} does this; {organisation} does not on {on}."""

    vi = "Chỉ đơn vị chủ trì hoặc đồng chủ trì nhiệm vụ {task} làm việc này; {organisation} thì không vào ngày {on}."


class DeliverableNotFound(errors.NotFound):
    """There is no deliverable {deliverable} of that task that you may read."""

    vi = "Không có sản phẩm {deliverable} của nhiệm vụ đó hoặc bạn không được đọc."


class DeliverableRefused(errors.Invalid):
    """The deliverable is not complete; see the fields."""

    vi = "Sản phẩm chưa đầy đủ; xem danh sách trường."


class DeliverableSelfReview(errors.Forbidden):
    """Nobody decides on a deliverable that they posted themselves."""

    vi = "Không ai được thẩm định sản phẩm do chính mình nộp."


class NotTheDeliverablesReviewer(errors.Forbidden):
    """Only the coordinating department decides on deliverables; {organisation} does not hold that duty on {on}."""

    vi = "Chỉ cơ quan thường trực được thẩm định sản phẩm; {organisation} không được giao nhiệm vụ đó vào ngày {on}."
