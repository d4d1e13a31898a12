"""What the three kinds of file have in common before any column is known: rows of raw cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.kit.tables import refusals
from shared.kit.tables.cells import Origin


@dataclass
class Grid:
    """Raw cells. `rows`: number of the row in the file, its cells from the first column on; the first is the heading.

    `wrong`: what a cell holds beside its value, by row and index of its column (a formula, an error, a hidden row with
    None as its index). `said`: what is worth a word about the whole file.
    """

    origin: Origin
    sheet: str | None
    rows: Iterable[tuple[int, list[Any]]]
    wrong: dict[int, list[tuple[int | None, refusals.Refused]]] = field(default_factory=dict)
    said: list[refusals.Refused] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()
    percent_cells: dict[int, set[int]] = field(default_factory=dict)
