"""What the scores shown now rest on: the inputs that the runs at the heads captured, for simulations.

Whoever reads computed scores may read them, whole; of claims and evidence themselves an agency reads its own only.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from shared.frameworks.values import Structure
from shared.kit import db
from shared.scoring import repository, snapshot
from shared.scoring.values import Inputs

_KEPT_STRUCTURES = 64
_structures: OrderedDict[str, Structure] = OrderedDict()  # by the hash of their content: never stale


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
    inputs: Inputs
    score_ids: Mapping[str, str]

    def score_id(self, column: str, node: str) -> str | None:
        """The id of one of this run's figures; None where they were not asked for, or an older engine had it not."""
        return self.score_ids.get(f"{column} {node}")


async def of(
    reader: db.Reader, assessments: Sequence[uuid.UUID], *, score_ids: bool = False
) -> dict[uuid.UUID, Captured]:
    """Those of these assessments that were computed; one statement, and one more for structures not seen before."""
    rows = await repository.captured(reader, assessments, score_ids=score_ids)
    structures = await _read_structures(reader, {str(row["structure_sha256"]) for row in rows})
    return {row["assessment_id"]: _captured(row, structures[row["structure_sha256"]]) for row in rows}


def _captured(row: dict[str, Any], structure: Structure) -> Captured:
    said = {key: row[key] for key in Captured.__dataclass_fields__ if key not in ("inputs", "score_ids")}
    inputs = snapshot.load_rest(structure, orjson.loads(str(row["inputs"])))
    ids = orjson.loads(str(row["score_ids"] or "{}"))
    return Captured(**said, inputs=inputs, score_ids=ids)


async def _read_structures(reader: db.Reader, wanted: set[str]) -> dict[str, Structure]:
    found = {sha256: _structures[sha256] for sha256 in wanted if sha256 in _structures}
    missing = sorted(wanted - found.keys())
    if missing:
        for sha256, body in (await repository.structures(reader, missing)).items():
            found[sha256] = _structures[sha256] = snapshot.load_structure(orjson.loads(body))
    for sha256 in found:
        _structures.move_to_end(sha256)
    while len(_structures) > _KEPT_STRUCTURES:
        _structures.popitem(last=False)
    return found
