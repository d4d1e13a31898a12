"""The figures of each kind of row, and the source that must print them.

A new kind of row, or a new figure of one, is entered here; `provenance` asks whether the quote prints it.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pydantic

from shared.catalog import figures, schema
from shared.law import quotes

Figure = tuple[str, Decimal | dt.date | str | None, schema.Source]


def stands_in(value: Decimal | dt.date | str, quote: str) -> bool:
    """Whether the quote prints the figure; a text (48-NQ/TU, 15/6) whole, not as a part of a longer number."""
    if isinstance(value, dt.date):
        return value in figures.dates(quote)
    if isinstance(value, str):
        whole = rf"(?<!\d){re.escape(_tight(value))}(?!\d)"
        return re.search(whole, _tight(quote)) is not None
    return value in figures.numbers(quote)


def figures_of(row: pydantic.BaseModel) -> list[Figure]:
    """The figures of a row and the source each rests on. A figure whose source has no quote is not checked here."""
    found: list[Figure] = []
    match row:
        case schema.LegalDocument():
            found = [("number", row.number, row.source), ("issued_on", row.issued_on, row.source)]
            found += _month(row.issued_in, row.source)
        case schema.Baseline():
            found = [("value", row.value, row.source), ("qualifier", row.qualifier, row.source)]
        case schema.TargetSet():
            found = [("year", Decimal(row.year), row.year_source)]
        case schema.TaskGroup():
            found = [("task_count", Decimal(row.task_count), row.source)]
        case schema.BudgetLine():
            found = [("amount_million_vnd", row.amount_million_vnd, row.source)]
        case schema.SpendingShare():
            found = [("percent", row.percent, row.source), ("qualifier", row.qualifier, row.source)]
            found += [(name, Decimal(getattr(row, name)), row.source) for name in ("from_year", "to_year")]
        case schema.RemedialTask():
            found = [("due_before_on", row.due_before_on, row.source)]
        case schema.ReportingRegime():
            found = _days_and_years(row)
        case schema.PublishedValue():
            found = _published(row)
        case schema.MainIndex():
            found = [("component_count", _whole(row.component_count), row.count_source or row.source)]
        case schema.Framework(status="published"):
            found = [
                ("main_index_count", _whole(row.main_index_count), row.source),
                ("component_count", _whole(row.component_count), row.source),
            ]
    return found


def words_of(row: pydantic.BaseModel) -> list[tuple[str, schema.Source]]:
    """Wording of ours whose figures must be the quote's: 01 or 02 smartphones, once a week."""
    match row:
        case schema.Target(measure="numeric"):
            words = [row.name, row.numerator, row.denominator]
        case schema.RemedialTask():
            words = [row.name, row.frequency]
        case schema.Component():
            words = [row.name]
        case _:
            return []
    return [(text, row.source) for text in words if text is not None]


def _published(row: schema.PublishedValue) -> list[Figure]:
    """A derived figure is computed from its quote and is not printed in it."""
    rank_source, rank_certainty = row.rank_source or row.source, row.rank_certainty or row.certainty
    value = [("value", row.value, row.source)] if row.certainty == "certain" else []
    ranks = [("rank", _whole(row.rank), rank_source), ("rank_of", _whole(row.rank_of), rank_source)]
    return [*value, *(ranks if rank_certainty == "certain" else [])]


def _month(issued_in: str | None, source: schema.Source) -> list[Figure]:
    """`tháng 8 năm 2022`, as a document without a day prints it."""
    if issued_in is None:
        return []
    year, month = map(int, issued_in.split("-"))
    return [("issued_in", f"tháng {month} năm {year}", source)]


def _whole(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _days_and_years(row: schema.ReportingRegime) -> list[Figure]:
    days: list[Figure] = [("due_before_on", row.due_before_on, row.source)]
    if row.due_before_day is not None:  # `15/6`, as the documents print a day of every year
        days.append(("due before", f"{row.due_before_day}/{row.due_before_month}", row.source))
    if row.years_source is None or row.years_certainty != "certain":
        return days
    years = [("first_year", row.first_year), ("last_year", row.last_year)]
    return [*days, *((what, str(year), row.years_source) for what, year in years if year is not None)]


def _tight(text: str) -> str:
    """`Số: 55 /KH-UBND` prints 55/KH-UBND."""
    return re.sub(r"\s*/\s*", "/", quotes.one_line(text))
