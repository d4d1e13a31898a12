"""Where many targets stand at once, by the rule of `progress`: a few statements, whatever their number."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.kit import db
from shared.kit.moment import Moment
from shared.targets import (
    judgements_repository,
    pace,
    progress,
    repository,
    roll_up,
    roll_up_repository,
    values,
)

Units = dict[dt.date, list[roll_up.Unit]]


@dataclass(frozen=True)
class Line:
    """What a document asks of a target by the end of a year, under the id of its milestone. In the target's unit."""

    milestone_id: uuid.UUID
    target_id: uuid.UUID
    year: int
    operator: values.Operator | None
    required: Decimal | None


async def of_lines(
    reader: db.Reader, at: Moment, lines: Sequence[Line], *, everything: bool
) -> dict[uuid.UUID, pace.Status]:
    """The status of each milestone, by its id: what `/v1/targets/{target}/progress` says of the line it asks.

    Without `everything` by the province's own final figures and the judgements only: what anybody may know. A numeric
    target's line without a figure is not measured by any.
    """
    ids = sorted({line.target_id for line in lines})
    targets = await repository.progress_rows(reader, at, ids) if ids else []
    found: dict[uuid.UUID, pace.Status] = {line.milestone_id: "not_measured" for line in lines}
    if not targets:
        return found
    figures = _by_target(await repository.list_figures(reader, at, ids, targets[0]["provinces"]))
    judged = _by_target(await judgements_repository.list_of_many(reader, ids, at))
    units: Units = {}
    for row in targets:
        asked = [line for line in lines if line.target_id == row["id"] and _is_judged(row, line)]
        vintages = [one for one in figures[row["id"]] if everything or (one["is_province"] and one["kind"] == "final")]
        rolled, first = await roll_ups(reader, at, row, vintages, units) if everything else (None, None)
        by_province = [{**one, "is_province": one["organisation_id"] in row["provinces"]} for one in judged[row["id"]]]
        facts = progress.Facts({**row, **_asked(asked)}, at.as_of, vintages, rolled, first, by_province)
        found |= dict(zip((line.milestone_id for line in asked), progress.statuses(facts), strict=True))
    return found


def _is_judged(target: Mapping[str, Any], line: Line) -> bool:
    return target["measure"] != "numeric" or line.required is not None


def _asked(lines: Sequence[Line]) -> dict[str, Any]:
    """The lines in place of the milestones that govern."""
    return {
        "years": [line.year for line in lines],
        "operators": [line.operator for line in lines],
        "required": [line.required for line in lines],
    }


def _by_target(rows: db.Rows) -> dict[uuid.UUID, list[dict[str, Any]]]:
    found: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["target_id"]].append(row)
    return found


async def roll_ups(
    reader: db.Reader, at: Moment, row: Mapping[str, Any], vintages: Sequence[Mapping[str, Any]], units: Units
) -> tuple[roll_up.RollUp | None, roll_up.RollUp | None]:
    """The roll-up of the parts' latest day, and, where a line must begin with it, of their first; None for what is not
    summed. Without any figure of the parts it is of the day asked for: everything is missing then.

    `units`: the trees of the days that were asked for already.
    """
    summed = row["level"] == "province" and row["aggregation"] == "last" and row["unit"] in roll_up.SUMMED_UNITS
    if not summed or not row["provinces"]:
        return None, None
    figures = [roll_up_repository.figure_of(one) for one in vintages if one["level"] in roll_up.LEVELS]
    days = {figure.on for figure in figures} or {at.as_of}
    begins = bool(figures) and row["baseline_value"] is None and not any(one["is_province"] for one in vintages)
    wanted = [max(days), *([min(days)] if begins else [])]
    found = []
    for day in wanted:
        if day not in units:
            units[day] = await roll_up_repository.list_units(reader, row["provinces"][0], day, at.known_at)
        counting = roll_up.in_window(roll_up.latest(figures, day), day)
        found.append(roll_up.of(row["provinces"][0], units[day], counting, day, row["unit"]))
    return found[0], found[1] if begins else None
