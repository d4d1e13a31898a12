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


class DocumentRefused(errors.Invalid):
    """The document cannot be as stated; see the fields."""

    vi = "Văn bản không thể như đã nêu; xem danh sách trường."


class DocumentExists(errors.Conflict):
    """There is a legal document {document} already; correct it with PATCH."""

    vi = "Đã có văn bản {document}; hãy đính chính bằng PATCH."


class NumberTaken(errors.Conflict):
    """{issuer} has a document {number} of the same year already: {documents}. If both are meant, send "confirm":
    ["same_number"]."""

    vi = (
        'Đã có văn bản số {number} cùng năm của {issuer}: {documents}. Nếu đúng là hai văn bản, gửi "confirm":'
        ' ["same_number"].'
    )


class TextHeld(errors.Conflict):
    """The text of {document} is held already, and quotes rest on it; a text is given once."""

    vi = "Toàn văn của {document} đã có và đang được trích dẫn; toàn văn chỉ nhận một lần."


class QuotesMissing(errors.Conflict):
    """{count} quotes that rest on {document} are not in this text, the first: {quote}. If the text is right all the
    same, send "confirm": ["quotes_not_found"]."""

    vi = (
        "{count} trích dẫn của {document} không có trong toàn văn này, trước hết: {quote}. Nếu toàn văn vẫn đúng, gửi"
        ' "confirm": ["quotes_not_found"].'
    )
