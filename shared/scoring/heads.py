"""The run at the head of an assessment, as those need it who look at why a score is what it is, or suppose another."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from shared.kit import db
from shared.scoring import repository, snapshot
from shared.scoring.values import Inputs


@dataclass(frozen=True)
class Shown:
    """One figure of the run as it is stored: points and value of at most six places."""

    column: str
    node: str
    points: Decimal | None
    max_points: Decimal | None
    value: Decimal | None
    certainty: str
    undecided: int
    not_determinable: bool
    score_id: uuid.UUID


@dataclass(frozen=True)
class AtHead:
    """A run, the inputs it captured, its figures by (column, node). `wanted_version` is ahead while it is pending."""

    run_id: uuid.UUID
    engine_version: str
    computed_version: int
    wanted_version: int
    computed_at: dt.datetime
    inputs: Inputs
    scores: Mapping[tuple[str, str], Shown]

    def provenance(self) -> dict[str, Any]:
        """What answers say of the run that they rest on."""
        return {
            "run_id": self.run_id,
            "engine_version": self.engine_version,
            "assessment_version": self.wanted_version,
            "computed_version": self.computed_version,
            "pending": self.wanted_version > self.computed_version,
            "computed_at": self.computed_at,
        }


async def at_head(reader: db.Reader, assessment_id: uuid.UUID) -> AtHead | None:
    """The run at the head; None before the first computation, and for who reads no computed scores."""
    row = await repository.at_head(reader, assessment_id)
    if row is None:
        return None
    scores = [_shown(one) for one in json.loads(row["scores"], parse_float=Decimal)]
    return AtHead(
        run_id=row["run_id"],
        engine_version=row["engine_version"],
        computed_version=row["computed_version"],
        wanted_version=row["wanted_version"],
        computed_at=row["computed_at"],
        inputs=snapshot.load(orjson.loads(row["structure"]), orjson.loads(row["inputs"])),
        scores={(score.column, score.node): score for score in scores},
    )


def _shown(one: dict[str, Any]) -> Shown:
    exact = {name: None if one[name] is None else Decimal(one[name]) for name in ("points", "max_points", "value")}
    return Shown(**{**one, **exact, "score_id": uuid.UUID(one["score_id"])})
