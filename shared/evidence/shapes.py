"""What every paper is shown with, for the OpenAPI documents of whoever takes papers in."""

from __future__ import annotations

import datetime as dt
import uuid

from shared.kit.web.shapes import Shape


class Paper(Shape):
    """Tài liệu đã nộp: văn bản, tệp và người nộp / A paper that was sent: the document, its file, and who sent it."""

    id: uuid.UUID
    organisation: str
    title: str
    document_number: str | None
    issued_on: dt.date | None
    issuer: str | None
    note: str | None
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    submitted_by: str
    submitted_for: str | None
    submitted_at: dt.datetime
