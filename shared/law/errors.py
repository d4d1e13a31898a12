"""What the law refuses."""

from __future__ import annotations

from shared.kit import errors


class DocumentNotFound(errors.NotFound):
    """There is no legal document {document}."""

    vi = "Không có văn bản {document}."


class TextNotFound(errors.NotFound):
    """The text of {document} is not in this system."""

    vi = "Hệ thống không lưu toàn văn của {document}."


class SourceRefused(errors.Invalid):
    """What is stated does not rest on a clause that we can find; see the fields."""

    vi = "Căn cứ nêu ra chưa tìm được trong văn bản; xem danh sách trường."
