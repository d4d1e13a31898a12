"""Ranks: exact comparison of values, competition ranking (1, 2, 2, 4), nothing said of who has no value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from shared.rankings import values


def ranked(entries: Iterable[values.Entry]) -> list[values.Placed]:
    """The entries in their order: the largest value first, equals share a rank and the next ones are skipped.

    Raises ValueError when an organisation comes twice.

    An entry without a value has no rank: it is not last, it is unknown; it stands after the others in the list. The
    result depends on the entries alone, never on the order in which they come.
    """
    found = _each_once(entries)
    known = sorted((one for one in found if one.value is not None), key=_order)
    unknown = sorted((one for one in found if one.value is None), key=_alphabet)
    placed: list[values.Placed] = []
    for position, one in enumerate(known, start=1):
        equal = placed[-1] if placed and placed[-1].entry.value == one.value else None
        placed.append(values.Placed(one, position, equal.rank if equal else position))
    return [
        *placed,
        *(values.Placed(one, position, None) for position, one in enumerate(unknown, start=len(placed) + 1)),
    ]


def improvement(now: values.Figure, before: values.Figure) -> tuple[Decimal | None, values.Reason | None]:
    """The value's growth since the earlier year; without either value there is none, and why."""
    if now.value is None:
        return None, now.reason or "no_value"
    if before.value is None:
        return None, "nothing_before"
    return now.value - before.value, None


def weakest(certainties: Iterable[str | None]) -> str:
    """How certain a ranking is: as its least certain figure; `unknown` when nobody has a value."""
    order = ("certain", "derived", "provisional", "unknown")
    known = [one for one in certainties if one is not None]
    return max(known, key=order.index, default="unknown")


def rows_sha256(rows: Iterable[Mapping[str, object]]) -> str:
    """The hash of everything the rows say, whatever their order: equal hashes are equal rankings."""
    lines = sorted("|".join(f"{key}={_written(row[key])}" for key in sorted(row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def possible_ranks(all_values: Sequence[Decimal], mine: Decimal, tolerance: Decimal = Decimal(0)) -> tuple[int, int]:
    """The ranks that a value known to within `tolerance` may have had before rounding: best and worst.

    Equal printed values may have been unequal, so that a publisher may have ranked them apart: not a contradiction.
    """
    ahead = sum(one - mine > 2 * tolerance for one in all_values)
    beside = sum(abs(one - mine) <= 2 * tolerance for one in all_values)
    return ahead + 1, ahead + max(beside, 1)


def _each_once(entries: Iterable[values.Entry]) -> list[values.Entry]:
    """Raises ValueError when an organisation comes twice."""
    found = list(entries)
    if len({one.organisation_id for one in found}) != len(found):
        raise ValueError("an organisation is ranked twice")
    return found


def _order(entry: values.Entry) -> tuple[Decimal, str, str]:
    return (-(entry.value or Decimal(0)), *_alphabet(entry))


def _alphabet(entry: values.Entry) -> tuple[str, str]:
    return entry.sort_key, str(entry.organisation_id)


def _written(value: object) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
