"""The draws: whole numbers from first to last, so that equal totals are equal and a rank is exact (`scales`).

Random is only the factor or the acceptance, taken from the raw 64-bit stream of PCG64, which NumPy keeps the same over
its versions (its distributions it does not).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from shared.analysis.robustness import scales
from shared.analysis.robustness.scales import Scale, Whole
from shared.analysis.robustness.values import Asked, Entrant, Spread, Undecided, Weights

GENERATOR = "PCG64"
_MICRO = 10**6
_AT_ONCE = 1000  # draws; bounds the memory, changes no result
_Draw = Callable[[np.random.PCG64, int], list[Whole]]  # what totals are ordered by, by draw and entrant


def spreads(entrants: Sequence[Entrant], asked: Asked) -> list[Spread]:
    """Where each of them comes; the same for the same entrants in any order, method, draws and seed."""
    ordered = sorted(entrants, key=lambda one: (one.organisation, one.assessment_id))
    size = len(ordered)
    today, draw = _prepare(ordered, asked)
    counted = np.zeros(size * size, dtype=np.int64)
    rows = np.arange(size, dtype=np.int64) * size - 1
    for totals in _batches(draw, asked):
        counted += np.bincount((ranks(*totals) + rows).ravel(), minlength=size * size)
    counts = counted.reshape(size, size)
    below = np.cumsum(counts, axis=1) * 100
    p5, median, p95 = ((below < asked.draws * share).sum(axis=1) + 1 for share in (5, 50, 95))
    columns = (ranks(*today)[0], counts, p5, median, p95)
    return [
        Spread(one, rank, tuple(row), *percentiles)
        for one, rank, row, *percentiles in zip(ordered, *(column.tolist() for column in columns), strict=True)
    ]


def products(entrants: Sequence[Entrant], asked: Asked) -> int:
    """What one draw costs, counted in products of 64 bits."""
    each = len(entrants) * max(len(entrants), *(len(one.cells) for one in entrants))
    return each * scales.of(entrants, _times(asked)).cost


def ranks(*keys: Whole) -> Whole:
    """Competition ranks (1, 2, 2, 4) of each row, the largest first: by the first array, among equals by the next."""
    falling = [-key for key in reversed(keys)]
    order = np.lexsort(falling, axis=1) if len(keys) > 1 else np.argsort(falling[0], axis=1)
    equal = np.ones((len(order), order.shape[1] - 1), dtype=bool)
    for key in keys:
        ordered = np.take_along_axis(key, order, axis=1)
        equal &= ordered[:, 1:] == ordered[:, :-1]
    places = np.repeat(np.arange(1, order.shape[1] + 1, dtype=np.int64)[np.newaxis, :], len(order), axis=0)
    places[:, 1:][equal] = 0
    found = np.empty_like(places)
    np.put_along_axis(found, order, np.maximum.accumulate(places, axis=1), axis=1)
    return found


def _batches(draw: _Draw, asked: Asked) -> Iterator[list[Whole]]:
    """Some draws at a time, of one stream."""
    stream = np.random.PCG64(asked.seed)
    for done in range(0, asked.draws, _AT_ONCE):
        yield draw(stream, min(_AT_ONCE, asked.draws - done))


def _times(asked: Asked) -> int:
    """The largest factor, in millionths, that points are taken by; 1 where they are taken as they are."""
    return _MICRO + int(asked.method.spread * _MICRO) if isinstance(asked.method, Weights) else 1


def _prepare(entrants: Sequence[Entrant], asked: Asked) -> tuple[list[Whole], _Draw]:
    """The totals as things stand, and how to draw others."""
    scale = scales.of(entrants, _times(asked))
    today = scale.keys(scale.hold([[sum(row) for row in scale.points]]))
    if isinstance(asked.method, Weights):
        return today, _weighted(entrants, scale, asked.method)
    return today, _decided(scale, asked.method)


def _weighted(entrants: Sequence[Entrant], scale: Scale, method: Weights) -> _Draw:
    """What each group brings to the totals, times one factor for each group and draw."""
    groups: dict[tuple[int, str], list[int]] = {}
    by_component = method.level == "component"
    for place, (one, row) in enumerate(zip(entrants, scale.points, strict=True)):
        for cell, whole in zip(one.cells, row, strict=True):
            group = (cell.main_index, cell.code if by_component else "")
            if group not in groups:
                groups[group] = [0] * len(entrants)
            groups[group][place] += whole
    width = int(method.spread * _MICRO)
    brought = scale.hold([groups[group] for group in sorted(groups)])

    def draw(stream: np.random.PCG64, some: int) -> list[Whole]:
        factors = _up_to(stream, some * len(groups), 2 * width).reshape(some, len(groups)) + (_MICRO - width)
        return scale.keys([factors.astype(part.dtype, copy=False) @ part for part in brought])

    return draw


def _decided(scale: Scale, method: Undecided) -> _Draw:
    """Totals as they stand, and the gain of every component whose evidence is drawn as accepted."""
    base = scale.hold([sum(row) for row in scale.points])
    won = [scale.hold(row) for row in scale.gains]
    cells = sum(map(len, scale.gains))
    accepted_below = int(method.acceptance * _MICRO)

    def draw(stream: np.random.PCG64, some: int) -> list[Whole]:
        accepted = _up_to(stream, some * cells, _MICRO - 1).reshape(some, -1) < accepted_below
        totals = [np.repeat(part[np.newaxis, :], some, axis=0) for part in base]
        first = 0
        for place, parts in enumerate(won):
            last = first + len(parts[0])
            for total, part in zip(totals, parts, strict=True):
                total[:, place] += accepted[:, first:last].astype(part.dtype) @ part
            first = last
        return scale.keys(totals)

    return draw


def _up_to(stream: np.random.PCG64, size: int, largest: int) -> Whole:
    """Whole numbers from 0 to `largest`, alike likely but for one part in four thousand million."""
    raw = np.asarray(stream.random_raw(size), dtype=np.uint64)
    return ((raw >> np.uint64(32)) * np.uint64(largest + 1) >> np.uint64(32)).astype(np.int64)
