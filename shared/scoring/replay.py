"""Whether a run can be had again: its figures by the engine stored with it, beside those that it kept. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from shared.kit import decimals
from shared.scoring import engines, snapshot
from shared.scoring.values import Score

_FIGURES = ("points", "max_points", "value", "certainty", "undecided", "not_determinable")
_READ = (("structure", "structure_sha256"), ("inputs", "inputs_sha256"))
_EXACT = 3  # of these the first ones are decimals


@dataclass(frozen=True)
class Difference:
    """What is not as it was: `inputs`, `structure` (by their hashes), `engine` (there is none of that version), or one
    of the figure's own words, at a column and a node. `stored` and `replayed` as text, None for nothing."""

    what: str
    column: str | None = None
    node: str | None = None
    stored: str | None = None
    replayed: str | None = None


def differences(kept: Mapping[str, Any]) -> list[Difference]:
    """All differences of a run (a row of `repository.kept`); none when it is as it was computed."""
    gone = [Difference(what, stored=kept[name]) for what, name in _READ if kept[what] is None]
    if gone:
        return gone
    structure, rest = orjson.loads(kept["structure"]), orjson.loads(kept["inputs"])
    found = list(_hashes(kept, structure, rest))
    engine = engines.BY_VERSION.get(kept["engine_version"])
    if engine is None:
        return [*found, Difference("engine", stored=kept["engine_version"])]
    try:
        replayed = _said(engine(snapshot.load(structure, rest)))
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # what was stored is no input any more
        return [*found, Difference("inputs", replayed=type(error).__name__)]
    stored = {(one[0], one[1]): _read(one[2:]) for one in orjson.loads(kept["figures"] or "[]")}
    return [*found, *_figures(stored, replayed)]


def _hashes(kept: Mapping[str, Any], structure: object, rest: object) -> Iterator[Difference]:
    """What was stored has the hash that was stored beside it."""
    first, second = snapshot.canonical(structure), snapshot.canonical(rest)
    said = [("structure", "structure_sha256", first), ("inputs", "inputs_sha256", first + second)]
    if kept["own_sha256"] is not None:
        said.append(("inputs", "own_sha256", second))
    for what, name, text in said:
        computed = hashlib.sha256(text).hexdigest()
        if computed != kept[name]:
            yield Difference(what, stored=kept[name], replayed=computed)


def _figures(
    stored: Mapping[tuple[str, str], tuple[Any, ...]], replayed: Mapping[tuple[str, str], tuple[Any, ...]]
) -> Iterator[Difference]:
    for place in sorted(stored.keys() | replayed.keys()):
        old, new = stored.get(place), replayed.get(place)
        if old is None or new is None:
            yield Difference("figure", *place, *("absent" if side is None else "present" for side in (old, new)))
            continue
        for name, before, after in zip(_FIGURES, old, new, strict=True):
            if before != after:
                yield Difference(name, *place, *(None if side is None else str(side) for side in (before, after)))


def _said(scores: list[Score]) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (score.column, score.node): (
            *map(_rounded, (score.points, score.max_points, score.value)),
            score.certainty,
            score.undecided,
            score.not_determinable,
        )
        for score in scores
    }


def _read(figure: list[Any]) -> tuple[Any, ...]:
    return (*map(_exact, figure[:_EXACT]), *figure[_EXACT:])


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimals.rounded(value)
