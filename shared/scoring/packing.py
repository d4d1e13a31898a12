"""How a run keeps its figures: a layout that runs share, and one row a column with the figures side by side. Pure.

Points, maxima and values are whole millionths, rounded half up once (`decimals.rounded` of the same Fraction).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import orjson

from shared.kit import decimals, names
from shared.scoring import snapshot
from shared.scoring.values import COLUMNS, Score

_MILLIONTHS: int = 10**decimals.PLACES
_PLACES_BITS = 16
_SECOND_COLUMN = 1 << (_PLACES_BITS - 1)
Millionths = int | None


@dataclass(frozen=True)
class Layout:
    """The figures of a column in their order, and what does not depend on claims and evidence."""

    sha256: str
    nodes: tuple[str, ...]
    max_points: tuple[Millionths, ...]
    certainties: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of a run. `undecided` and `not_determinable` are None where it is so of no figure."""

    name: str
    layout: Layout
    points: list[Millionths]
    quotients: list[Millionths]
    undecided: list[int] | None
    not_determinable: list[bool] | None


@dataclass(frozen=True)
class Run:
    """One computation as it is stored: what it read, and its columns."""

    id: uuid.UUID
    assessment_id: uuid.UUID
    framework_version_id: uuid.UUID
    inputs_version: int
    read: snapshot.Snapshot
    columns: Sequence[Column]


def run_id(assessment_id: uuid.UUID, inputs_version: int, engine_version: str) -> uuid.UUID:
    """The id of a computation: the same inputs by the same engine are the same run.

    A UUIDv8 (RFC 9562, 5.8) whose last 16 bits are 0: a figure of the run has its place there.
    """
    drawn = names.uuid_of("run", assessment_id, inputs_version, engine_version).int
    return uuid.UUID(int=(drawn >> _PLACES_BITS << _PLACES_BITS) & ~(0xF << 76) | (0x8 << 76))


def score_id(run: uuid.UUID, column: str, place: int) -> uuid.UUID:
    """The id of a figure by its place in the layout, from 1 on; the database's `score_id` says the same."""
    return uuid.UUID(int=run.int | place | (0 if column == COLUMNS[0] else _SECOND_COLUMN))


def pack(scores: Iterable[Score]) -> list[Column]:
    """The columns of a run, each with its figures in the order of the engine."""
    of_column: dict[str, list[Score]] = {}
    for score in scores:
        of_column.setdefault(score.column, []).append(score)
    return [_column(name, figures) for name, figures in of_column.items()]


def _column(name: str, figures: Sequence[Score]) -> Column:
    undecided = [figure.undecided for figure in figures]
    not_determinable = [figure.not_determinable for figure in figures]
    return Column(
        name=name,
        layout=_layout(
            tuple([figure.node for figure in figures]),
            tuple([millionths(figure.max_points) for figure in figures]),
            tuple([figure.certainty for figure in figures]),
        ),
        points=[millionths(figure.points) for figure in figures],
        quotients=[millionths(figure.value) for figure in figures],
        undecided=undecided if any(undecided) else None,
        not_determinable=not_determinable if any(not_determinable) else None,
    )


def millionths(value: Fraction | None) -> Millionths:
    """A rational in whole millionths, half up, as `decimals.rounded`."""
    if value is None:
        return None
    above, below = value.numerator, value.denominator
    if below == 1:
        return above * _MILLIONTHS
    units = (2 * abs(above) * _MILLIONTHS + below) // (2 * below)
    return -units if above < 0 else units


@lru_cache(maxsize=256)
def _layout(nodes: tuple[str, ...], max_points: tuple[Millionths, ...], certainties: tuple[str, ...]) -> Layout:
    said = orjson.dumps([nodes, max_points, certainties])
    return Layout(hashlib.sha256(said).hexdigest(), nodes, max_points, certainties)
