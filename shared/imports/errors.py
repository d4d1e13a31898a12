"""Why an import is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.kit import errors, tables


class ImportRefused(errors.Invalid):
    """{count} errors in the file, and nothing was imported; each is listed with its sheet, row and column (of more than
    1,000 the first)."""

    vi = (
        "Tệp có {count} lỗi và chưa có gì được nhập; từng lỗi được liệt kê kèm trang tính, dòng và cột (nếu hơn 1.000"
        " thì liệt kê các lỗi đầu)."
    )
    most_findings = tables.MOST_FINDINGS

    def beside(self) -> Mapping[str, Any]:
        """How many errors and warnings there are in all, and rows of each verdict."""
        known = ("error_count", "warning_count", "rows", "counts")
        return {name: self.facts[name] for name in known if name in self.facts}


class ImportNotFound(errors.NotFound):
    """There is no such import of yours here."""

    vi = "Không có lần nhập này của bạn."
