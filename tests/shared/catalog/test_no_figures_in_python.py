"""M7: no legal figure is a literal in Python: law is data.

Two nets, because 50 is a milestone of the law and also a page size:
- the wide net, over all of shared/ and services/: figures that hardly occur by chance, such as 0.2849, 597375, 650;
- the fine net, over the modules of the domains that apply the law: every figure of the catalog above ten.
Figures hidden in text, such as Decimal("0.2849"), count too. What is allowed stands below with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pydantic
import pytest

from shared.catalog import provenance, read, schema

ROOT = Path(__file__).parents[3]
LAW_BEARING = {
    "law",
    "organisations",
    "targets",
    "frameworks",
    "assessments",
    "tasks",
    "reporting",
    "scoring",
    "overview",
}
# Beside the views over domains: how a process serves and how changes are handed on. They count bits, ports and seconds.
MECHANICS = (
    *("shared/overview/changes/", "shared/overview/imports/", "shared/overview/metrics.py"),
    *("shared/overview/serving.py", "shared/overview/process.py"),
)
COLUMN_WIDTHS = "models.py"  # String(200) is no weight
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")  # 0700 is a file mode
EVERYDAY = 200  # up to it, a figure of the law is also a status, a page size, a time-out
SMALL = 10  # up to it, a figure is also an index or a count
FINE_ALLOWED = {Decimal(number) for number in (100, 12, 24, 30, 31, 60)}  # per cent, calendar and clock
WIDE_ALLOWED = {
    Decimal(1000),  # milliseconds, rows of a batch
    Decimal(400),  # HTTP status
    Decimal(300),  # seconds
    Decimal("0.3"),  # seconds
    Decimal("0.4"),  # seconds
}
PLACES_ALLOWED = {
    ("services/local/valkey.py", Decimal(700)),  # a socket's file mode, spelt as that server wants it
    # The most components that a main index of a draft may have.
    ("shared/frameworks/shape.py", Decimal(400)),
    # The longest text that a column of a file takes, in characters.
    ("shared/organisations/register_table.py", Decimal(200)),
    ("shared/organisations/register_table.py", Decimal(40)),
    # How many steps, tiers or parts a rule may have, and how long a code is.
    ("shared/frameworks/rule_kinds/forms.py", Decimal(50)),
    ("shared/frameworks/rule_kinds/forms.py", Decimal(40)),
    ("shared/frameworks/rule_values.py", Decimal(50)),
    ("shared/scoring/drift.py", Decimal(50)),  # what is kept of a run that differs
}
# They name or order a thing and measure nothing.
NAMES = {
    "year",
    "years",
    "first_year",
    "last_year",
    "from_year",
    "to_year",
    "number",
    "number_187",
    "main_index",
    "main_indices",
}
NAMES |= {"tolerance"}  # how a published value was rounded
NAMES |= {"due_before_day", "due_before_month"}


def figures_of(row: pydantic.BaseModel) -> Iterator[Decimal]:
    """The figures a row measures with: values, weights, points, money, counts, the province's own ranks."""
    for name in type(row).model_fields:
        value = getattr(row, name)
        if name not in NAMES and isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield Decimal(value)


FIGURES = frozenset(
    figure
    for _, row in provenance.rows(read.catalog())
    if not isinstance(row, schema.RankingRow)
    for figure in figures_of(row)
)


def literals(source: str) -> Iterator[tuple[int, Decimal]]:
    """Each number a module spells, as a number or as a text that is nothing but a number, with its line."""
    for node in ast.walk(ast.parse(source)):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Constant) and PLAIN_NUMBER.fullmatch(str(value)):
            yield node.lineno, Decimal(str(value))


def caught(value: Decimal, *, fine: bool) -> bool:
    if value not in FIGURES:
        return False
    if fine:
        return value not in FINE_ALLOWED and (value > SMALL or value % 1 != 0)
    return value not in WIDE_ALLOWED and (value > EVERYDAY or value % 1 != 0)


def modules() -> list[Path]:
    return sorted(path for top in ("shared", "services") for path in (ROOT / top).rglob("*.py"))


def is_fine(path: Path) -> bool:
    place = path.relative_to(ROOT)
    top, domain = place.parts[:2]
    if place.as_posix().startswith(MECHANICS):
        return False
    return top == "shared" and domain in LAW_BEARING and path.name != COLUMN_WIDTHS


def test_no_module_spells_a_figure_of_the_law() -> None:
    found = [
        f"{place}:{line}: {value}"
        for path in modules()
        for place in [str(path.relative_to(ROOT))]
        for line, value in literals(path.read_text(encoding="utf-8"))
        if caught(value, fine=is_fine(path)) and (place, value) not in PLACES_ALLOWED
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "fine", "expected"),
    [
        ("total = points / 1000", True, ["1000"]),
        ("delay_ms = 1000", False, []),
        ("published = Decimal('0.2849')", False, ["0.2849"]),
        ("published = 0.375", False, ["0.375"]),
        ("BUDGET = 597_375", False, ["597375"]),
        ("if pillar: maximum = 650", False, ["650"]),
        ("limit = 50", False, []),
        ("reached = value >= 80", True, ["80"]),
        ("percent = 100 * a / b", True, []),
        ("HTTP = 400", False, []),
        ("mode = '0700'", False, []),
        ("first, second = pair[0], pair[1]", True, []),
        ("'''98 components, 1000 points'''", True, []),
    ],
)
def test_the_nets_catch_what_they_should(source: str, fine: bool, expected: list[str]) -> None:
    found = [value for _, value in literals(source) if caught(value, fine=fine)]
    assert found == [Decimal(value) for value in expected]


def test_the_figures_come_from_the_catalog() -> None:
    assert {Decimal("0.2849"), Decimal(650), Decimal(597375), Decimal(80), Decimal(98)} <= FIGURES
