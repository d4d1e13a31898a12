"""What the scores shown now rest on: the inputs that the runs at the heads captured, for simulations.

Whoever reads computed scores may read them, whole; of claims and evidence themselves an agency reads its own only.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from shared.frameworks.values import Structure
from shared.kit import db
from shared.scoring import repository, rules, snapshot
from shared.scoring.values import Inputs, Score

# By the hash of their content, so that they are never stale; who may read them is asked of PostgreSQL each time.
_KEPT_STRUCTURES, _KEPT_READINGS = 64, 16
_structures: OrderedDict[str, Structure] = OrderedDict()
_readings: OrderedDict[str, Read] = OrderedDict()


class Read:
    """What a run read, and what the engine of today makes of it: computed when it is asked for, once."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs

    @cached_property
    def scores(self) -> Sequence[Score]:
        """As `rules.compute` of the inputs gives them."""
        return rules.compute(self.inputs)


@dataclass(frozen=True)
class Captured:
    """One assessment as its newest run read it. `assessment_version` above `computed_version`: newer writes wait."""

    assessment_id: uuid.UUID
    framework: str
    framework_version: int
    organisation: str
    year: int
    run_id: uuid.UUID
    engine_version: str
    computed_version: int
    assessment_version: int
    read: Read
    score_ids: Mapping[str, str]

    @property
    def inputs(self) -> Inputs:
        """Everything that the run rests on."""
        return self.read.inputs

    def score_id(self, column: str, node: str) -> str | None:
        """The id of one of this run's figures; None where they were not asked for, or an older engine had it not."""
        return self.score_ids.get(f"{column} {node}")


async def one(reader: db.Reader, assessment_id: uuid.UUID) -> Captured | None:
    """One assessment with the ids of its figures; None before it is computed. What its run read is kept for a while:
    who asks once what would be if, asks again.
    """
    known = dict(_readings)
    rows = await repository.captured(reader, [assessment_id], score_ids=True, but=list(known))
    if not rows:
        return None
    sha256 = str(rows[0]["inputs_sha256"])
    read = _readings[sha256] = known.get(sha256) or await _read(reader, rows[0])
    _readings.move_to_end(sha256)
    while len(_readings) > _KEPT_READINGS:
        _readings.popitem(last=False)
    return _captured(rows[0], read)


async def of(reader: db.Reader, assessments: Sequence[uuid.UUID]) -> dict[uuid.UUID, Captured]:
    """Those of these assessments that were computed; one statement, and one more for structures not seen before."""
    rows = await repository.captured(reader, assessments, score_ids=False)
    structures = await _read_structures(reader, {str(row["structure_sha256"]) for row in rows})
    return {row["assessment_id"]: _captured(row, _loaded(structures[row["structure_sha256"]], row)) for row in rows}


async def _read(reader: db.Reader, row: dict[str, Any]) -> Read:
    sha256 = str(row["structure_sha256"])
    return _loaded((await _read_structures(reader, {sha256}))[sha256], row)


def _loaded(structure: Structure, row: dict[str, Any]) -> Read:
    return Read(snapshot.load_rest(structure, orjson.loads(str(row["inputs"]))))


def _captured(row: dict[str, Any], read: Read) -> Captured:
    said = {key: row[key] for key in Captured.__dataclass_fields__ if key not in ("read", "score_ids")}
    return Captured(**said, read=read, score_ids=orjson.loads(str(row["score_ids"] or "{}")))


async def _read_structures(reader: db.Reader, wanted: set[str]) -> dict[str, Structure]:
    found = {sha256: _structures[sha256] for sha256 in wanted if sha256 in _structures}
    missing = sorted(wanted - found.keys())
    if missing:
        for sha256, body in (await repository.structures(reader, missing)).items():
            found[sha256] = snapshot.load_structure(orjson.loads(body))
    for sha256, structure in found.items():
        _structures[sha256] = structure  # again: another question may have dropped it meanwhile
        _structures.move_to_end(sha256)
    while len(_structures) > _KEPT_STRUCTURES:
        _structures.popitem(last=False)
    return found
