"""Tables in files: XLSX, CSV and JSON read against columns with a finding for all that is wrong; CSV and XLSX written
so that what was written is read again unchanged."""

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
]
