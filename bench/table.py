"""The one table that `make bench` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench import ratios

_HEAD = ("figure", "measured", "baseline", "ratio", "spread", "stolen", "verdict")


@dataclass(frozen=True)
class Row:
    """One figure. `stolen`: share of the machine's CPU taken by its host while it was measured."""

    figure: str
    measured: str
    baseline: str
    ratio: ratios.Ratio | None
    stolen: float
    verdict: str = "information"
    notes: Sequence[str] = ()


def render(rows: Sequence[Row]) -> str:
    """The table as text, with the notes numbered below it."""
    lines: list[tuple[str, ...]] = [_HEAD]
    notes: list[str] = []
    for row in rows:
        marks = "".join(f" [{len(notes) + offset}]" for offset in range(1, len(row.notes) + 1))
        notes.extend(row.notes)
        lines.append(_cells(row, marks))
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    text.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*text, "", *(f"[{number}] {note}" for number, note in enumerate(notes, 1))])


def _cells(row: Row, marks: str) -> tuple[str, ...]:
    ratio, spread = "", ""
    if row.ratio is not None:
        ratio = f"{row.ratio.median:.2f} ({min(row.ratio.rounds):.2f}-{max(row.ratio.rounds):.2f})"
        spread = f"{row.ratio.spread:.0%}" + (" noisy" if row.ratio.noisy else "")
    return (row.figure + marks, row.measured, row.baseline, ratio, spread, f"{row.stolen:.1%}", row.verdict)
