"""The shapes of full exports, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from shared.kit.web.shapes import Shape


class ExportAsked(Shape):
    """Bản xuất đã được nhận tạo, hoặc đã có / An export that is being made, or is there."""

    id: uuid.UUID
    address: str


class ExportPart(Shape):
    """Một phần của bản xuất / A part of an export."""

    number: int
    address: str
    row_count: int
    byte_count: int
    sha256: str


class Export(Shape):
    """Bản xuất đầy đủ từ một ảnh chụp dữ liệu / A full export of one snapshot."""

    id: uuid.UUID
    address: str
    state: Literal["waiting", "building", "ready", "failed"]
    requested_at: dt.datetime
    expires_at: dt.datetime
    row_count: int | None
    byte_count: int | None
    sha256: str | None = Field(
        description="SHA-256 của mọi phần nối lại theo thứ tự / of all parts, one after the other."
    )
    cursor: str | None = Field(description="Đọc tiếp từ đây / go on from here.")
    parts: list[ExportPart]
