"""Refusals of frameworks."""

from __future__ import annotations

from shared.kit import errors, tables


class FrameworkNotFound(errors.NotFound):
    """There is no framework {framework}."""

    vi = "Không có bộ chỉ số {framework}."


class NoSuchFramework(errors.Invalid):
    """There is no framework {framework} to filter the list by."""

    vi = "Không có bộ chỉ số {framework} để lọc danh sách."


class PublishedVersionIsImmutable(errors.Conflict):
    """Version {version} of framework {framework} is published and never changes; publish a new version."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} đã công bố, không thể sửa; hãy công bố phiên bản mới."


class NoSuchComponent(errors.Invalid):
    """There is no component {codes} here."""

    vi = "Không có chỉ số thành phần {codes} ở đây."


class CorrespondenceRefused(errors.Invalid):
    """What is said of the components of two versions cannot be; see the fields."""

    vi = "Nội dung đối chiếu chỉ số giữa hai phiên bản không hợp lệ; xem danh sách trường."


class VersionNotFound(errors.NotFound):
    """There is no version {version} of the framework {framework} that you may read."""

    vi = "Không có phiên bản {version} của bộ chỉ số {framework} hoặc bạn không được đọc."


class DraftExists(errors.Conflict):
    """Version {version} of the framework {framework} is being drafted already; write that draft anew, or publish it."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} đang được soạn; hãy sửa hoặc công bố dự thảo đó."


class DraftRefused(errors.Invalid):
    """This is no framework; nothing was stored. See the fields."""

    vi = "Nội dung này không phải một bộ chỉ số; chưa lưu gì. Xem danh sách trường."


class DraftIncomplete(errors.Invalid):
    """Version {version} of the framework {framework} cannot be published: {count} errors; nothing was changed. See the
    fields."""

    vi = "Chưa thể công bố phiên bản {version} của bộ chỉ số {framework}: {count} lỗi; chưa thay đổi gì. Xem danh sách."
    most_findings = tables.MOST_FINDINGS


class NoSuchVersion(errors.Invalid):
    """There is no published version {version}."""

    vi = "Không có phiên bản {version} đã công bố."


class NotADraft(errors.Conflict):
    """Version {version} of framework {framework} is no draft; GET /v1/frameworks/crosswalk compares versions."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} không phải dự thảo; xem GET /v1/frameworks/crosswalk."


class DraftNotComputable(errors.Conflict):
    """Version {version} of framework {framework} lacks figures that points are computed from; see the fields."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} còn thiếu số liệu để tính điểm; xem danh sách trường."
