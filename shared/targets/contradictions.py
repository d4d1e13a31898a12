"""A figure of the province that contradicts its parts is never silently stored.

Whoever writes measurements calls `check` in the same transaction, once, after all of them are written.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db
from shared.kit.moment import Moment
from shared.targets import roll_up, roll_up_repository, values

Key = tuple[uuid.UUID, dt.date]


async def check(session: db.Session, measurements: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Open a finding for every target and day on which the province's own figure contradicts the roll-up of its
    complete parts, close those that these measurements resolve; the ids of the findings that were opened.

    `measurements`: the ids of the rows that this transaction has written, of either side. Figures are compared when
    they are of the same day. Another transaction that writes of the same targets and days waits until this one ends.
    """
    if not measurements:
        return []
    await roll_up_repository.lock(session, measurements)
    opened = []
    for province in await roll_up_repository.find_provinces(session):
        opened += await _check(session, province, measurements)
    return opened


async def _check(session: db.Session, province: uuid.UUID, measurements: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    own = await roll_up_repository.own_figures(session, province, measurements)
    if not own:
        return []
    parts = await roll_up_repository.figures_of_parts(session, list(own))
    units = {on: await roll_up_repository.list_units(session, province, on, None) for _, on in own}
    wanted = {}
    for key, (figure, unit) in own.items():
        whole = roll_up.of(province, units[key[1]], parts.get(key, {}), key[1], unit)
        if roll_up.contradicts(figure, whole):
            wanted[key] = (figure, whole)
    held = await roll_up_repository.open_findings(session, province, list(own))
    same = {key for key, row in held.items() if key in wanted and _says(row) == _content(*wanted[key])}
    await roll_up_repository.close_findings(
        session, [row["id"] for key, row in held.items() if key not in same], measurements
    )
    fresh = {key: found for key, found in wanted.items() if key not in same}
    return await roll_up_repository.open_new(session, province, fresh, measurements)


def _content(figure: roll_up.Figure, whole: roll_up.RollUp) -> tuple[uuid.UUID, frozenset[uuid.UUID]]:
    return figure.id, frozenset(part.id for _, part in whole.parts)


def _says(row: dict[str, Any]) -> tuple[uuid.UUID, frozenset[uuid.UUID]]:
    return row["measurement_id"], frozenset(row["parts"])


async def list_page(
    reader: db.Reader,
    at: Moment,
    wanted: values.FindingFilter,
    *,
    after: tuple[Any, ...],
    limit: int,
    total: bool = False,
) -> bytes:
    """One page of the findings about figures up to a day, in the order in which they were opened, as JSON."""
    return await roll_up_repository.findings_page(reader, at, wanted, after=after, limit=limit, total=total)
