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


class ImportEnded(errors.Conflict):
    """The import has ended already ({state})."""

    vi = "Lần nhập này đã kết thúc ({state})."


class ImportCancelled(errors.Conflict):
    """The import was cancelled before anything was written."""

    vi = "Lần nhập đã bị hủy trước khi có gì được ghi."


class ImportGivenUp(errors.Conflict):
    """The import broke off {attempts} times and was given up; nothing was written. The operator finds the cause in the
    worker's log."""

    vi = (
        "Lần nhập bị đứt quãng {attempts} lần và đã được thôi không thử nữa; chưa có gì được ghi. Người vận hành xem"
        " nguyên nhân trong nhật ký của tiến trình worker."
    )


class NotImportedHere(errors.Conflict):
    """This installation imports no rows of the kind {kind}."""

    vi = "Hệ thống này không nhập loại dữ liệu {kind}."
