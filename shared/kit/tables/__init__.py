"""Tables in files: XLSX, CSV and JSON read against columns with a finding for all that is wrong; CSV and XLSX written
so that what was written is read again unchanged."""

from shared.kit.tables.package import unpacked_bytes
from shared.kit.tables.reading import read
from shared.kit.tables.values import (
    CSV,
    ENDINGS,
    JSON,
    MEDIA_TYPES,
    MOST_FINDINGS,
    MOST_ROWS,
    XLSX,
    Column,
    Findings,
    Row,
    Sheet,
    Value,
)
from shared.kit.tables.writing import write_csv
from shared.kit.tables.writing_xlsx import write_xlsx

__all__ = [
    "CSV",
    "ENDINGS",
    "JSON",
    "MEDIA_TYPES",
    "MOST_FINDINGS",
    "MOST_ROWS",
    "XLSX",
    "Column",
    "Findings",
    "Row",
    "Sheet",
    "Value",
    "read",
    "unpacked_bytes",
    "write_csv",
    "write_xlsx",
]
