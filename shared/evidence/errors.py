"""Refusals of evidence."""

from __future__ import annotations

from shared.kit import errors


class EvidenceNotFound(errors.NotFound):
    """There is no evidence {evidence} that you may read."""

    vi = "Không có tài liệu kiểm chứng {evidence} hoặc bạn không được đọc."


class NotTheSubmitter(errors.Forbidden):
    """Only the organisation that submitted evidence withdraws it: {organisation}."""

    vi = "Chỉ cơ quan đã nộp tài liệu ({organisation}) mới được rút lại."


class EvidenceRefused(errors.Invalid):
    """The evidence is not complete; see the fields."""

    vi = "Tài liệu kiểm chứng chưa đầy đủ; xem danh sách trường."


class FileTooLarge(errors.TooLarge):
    """The file is larger than {limit} bytes."""

    vi = "Tệp lớn hơn {limit} byte."


class FileTypeRefused(errors.UnsupportedMedia):
    """The file is not one of {accepted}: its first bytes say otherwise."""

    vi = "Tệp không thuộc các loại {accepted}: các byte đầu của tệp cho thấy loại khác."


class FileEmpty(errors.Invalid):
    """The file is empty."""

    vi = "Tệp rỗng."


class EvidenceIsWithdrawn(errors.Conflict):
    """The evidence was withdrawn; nothing can be decided on it."""

    vi = "Tài liệu kiểm chứng đã được rút lại, không thể thẩm định."


class RevisionSuperseded(errors.Conflict):
    """Revision {revision} was replaced by revision {latest}; read that one and decide on it."""

    vi = "Bản {revision} đã được thay bằng bản {latest}; hãy xem bản mới và thẩm định bản đó."


class DecisionRefused(errors.Invalid):
    """The decision is not complete; see the fields."""

    vi = "Kết luận thẩm định chưa hợp lệ; xem danh sách trường."


class SelfReview(errors.Forbidden):
    """Nobody decides on evidence that they submitted themselves."""

    vi = "Không ai được thẩm định tài liệu do chính mình nộp."


class NotTheReviewer(errors.Forbidden):
    """Only the coordinating department decides on evidence; {organisation} does not hold that duty on {on}."""

    vi = "Chỉ cơ quan thường trực được thẩm định; {organisation} không được giao nhiệm vụ đó vào ngày {on}."
