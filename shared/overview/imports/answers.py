"""The shapes of imports, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from shared.imports.values import Judged, State
from shared.kit.web.shapes import Shape


class ImportedFile(Shape):
    """Tệp đã gửi; nội dung không được giữ lại / The file that was sent; its bytes are not kept."""

    name: str | None
    media_type: str
    bytes: int
    sha256: str


class ImportProgress(Shape):
    """Đang làm đến đâu / How far it is: rows read, judged, and written in a transaction that is not committed yet."""

    rows_read: int
    rows_judged: int
    rows_written: int


class ImportCounts(Shape):
    """Số dòng theo kết luận / Rows of each verdict."""

    new: int
    changed: int
    unchanged: int
    refused: int


class ImportFinding(Shape):
    """Một lỗi hoặc cảnh báo, kèm chỗ trong tệp / An error or a warning, with its place in the file."""

    field: str = Field(description="Tên cột, `heading`, `row` hoặc `file` / name of the column, or what it is about.")
    sheet: str | None = Field(description="Trang tính; null với CSV và JSON / the sheet; null in CSV and JSON.")
    row: int | None = Field(
        description="Số dòng trong tệp (JSON: thứ tự từ 1) / row in the file (JSON: place, from 1)."
    )
    column: str | None = Field(description="Chữ cái của cột (JSON: khóa) / letter of the column (JSON: key).")
    code: str
    severity: Literal["error", "warning"]
    detail: str


class RowVerdict(Shape):
    """Kết luận của một dòng / What becomes of a row; `key` is what the row is about."""

    row: int
    verdict: Judged
    key: str


class ImportEnding(Shape):
    """Vì sao lần nhập hỏng hoặc bị hủy / Why an import failed or was cancelled."""

    code: str
    detail: str


class Import(Shape):
    """Một lần nhập, kèm một trang kết luận theo dòng / An import with a page of its verdicts."""

    id: uuid.UUID
    kind: str
    state: State = Field(
        description="`waiting`, `running`: đang chờ, đang làm; `judged`: đã kiểm tra thử, không lỗi; `done`: đã ghi;"
        " `refused`: có lỗi, chưa ghi gì; `failed`, `cancelled`: xem `why`. / `judged`: a dry run without errors;"
        " `done`: written; `refused`: errors, nothing written; `failed`, `cancelled`: see `why`."
    )
    dry_run: bool
    file: ImportedFile
    requested_at: dt.datetime
    ended_at: dt.datetime | None
    why: ImportEnding | None
    progress: ImportProgress
    rows: int | None
    counts: ImportCounts | None
    error_count: int
    warning_count: int
    findings: list[ImportFinding] = Field(
        description="Nhiều nhất 1.000, chỉ ở trang đầu / at most 1,000, with the first page only."
    )
    verdicts: list[RowVerdict]
    next: str | None
