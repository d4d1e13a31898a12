"""Refusals of frameworks."""

from __future__ import annotations

from shared.kit import errors


class FrameworkNotFound(errors.NotFound):
    """There is no framework {framework}."""

    vi = "Không có bộ chỉ số {framework}."


class PublishedVersionIsImmutable(errors.Conflict):
    """Version {version} of framework {framework} is published and never changes; publish a new version."""

    vi = "Phiên bản {version} của bộ chỉ số {framework} đã công bố, không thể sửa; hãy công bố phiên bản mới."


class ComponentNotFound(errors.Invalid):
    """Framework {framework} has no component {codes}."""

    vi = "Bộ chỉ số {framework} không có chỉ số thành phần {codes}."
