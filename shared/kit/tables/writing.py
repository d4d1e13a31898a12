"""Tables written so that what was written is read again unchanged: CSV for machines, CSV for Excel."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from shared.kit import decimals
from shared.kit.tables import guard
from shared.kit.tables.values import Column, Value

_BOM = "\ufeff"


def write_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Value]], *, excel: bool) -> bytes:
    """A CSV of rows by the columns' names; a name that a row leaves out is an empty cell.

    For machines: RFC 4180 in UTF-8, the columns' names as headings, decimal points. For `excel` as Vietnamese Excel
    opens and saves it: byte order mark, semicolons, Vietnamese headings and labels, decimal commas. Days are YYYY-MM-DD
    in both, which Excel knows in every language.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow([column.heading_vi if excel else column.name for column in columns])
    for row in rows:
        writer.writerow([_cell(column, row.get(column.name), excel=excel) for column in columns])
    return ((_BOM if excel else "") + target.getvalue()).encode()


def _cell(column: Column, value: Value, *, excel: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guard.guarded(column.choices.get(value, value) if excel else value)
    if isinstance(value, Decimal):
        text = decimals.plain(value)
        return text.replace(".", ",") if excel else text
    return value.isoformat() if isinstance(value, dt.date) else str(value)
