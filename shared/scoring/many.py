"""Reading and computing many assessments the quick way; those that need the engine are left out."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.assessments import service as assessments
from shared.frameworks import service as frameworks
from shared.frameworks.values import Structure
from shared.kit import callers, db
from shared.scoring import packing, quick, repository, snapshot

# One alone is not worth finding out whether the quick way does: a decision is computed by the engine at once.
_MANY = 2
# How many are computed before others in this process are let go first; doing so costs a tenth of one.
_AT_A_STRETCH = 8
_ID = 16  # bytes of a component's id


@dataclass(frozen=True)
class Computed:
    """One assessment's columns with what they rest on."""

    assessment_id: uuid.UUID
    framework_version_id: uuid.UUID
    read: snapshot.Snapshot
    columns: Sequence[packing.Column]


async def computed(reader: db.Reader, dumps: snapshot.Dumps, wanted: Sequence[uuid.UUID]) -> AsyncIterator[Computed]:
    """What engine 2 would compute of these, of those that need no rational; read by one statement for all of them.

    What a figure rests on is read as the system, as `service.inputs` does.
    """
    if len(wanted) < _MANY:
        return
    with callers.asking(callers.SYSTEM):
        versions = await assessments.framework_versions(reader, wanted)
        structures = await frameworks.structures(reader, list(set(versions.values())))
        under = _under(structures)
        rows = await repository.read_many(reader, wanted, [one.plan for one in under.values()]) if under else []
    for place, row in enumerate(rows):
        if place % _AT_A_STRETCH == 0:
            await asyncio.sleep(0)  # whoever waits in this process for these two milliseconds goes first
        found = _computed(under[row["framework_version_id"]], dumps, row)
        if found is not None:
            yield found


@dataclass(frozen=True)
class _Claimed:
    """Components that an assessment has claims of: their places, and their claims as text but for ids and points."""

    places: list[int]
    form: str


@dataclass(frozen=True)
class _Under:
    """One version's plan, and the sets of components that were claimed under it so far: most claim the same ones."""

    plan: quick.Plan
    sets: dict[bytes, _Claimed | None] = field(default_factory=dict)

    def claimed(self, components: bytes) -> _Claimed | None:
        """By the components' ids one after the other; None where one of them is not of this version."""
        if components not in self.sets:
            self.sets[components] = self._claimed(components)
        return self.sets[components]

    def _claimed(self, components: bytes) -> _Claimed | None:
        known = {component.id.bytes: place for place, component in enumerate(self.plan.structure.components)}
        places = [known.get(components[at : at + _ID]) for at in range(0, len(components), _ID)]
        if None in places:
            return None
        of = [place for place in places if place is not None]
        return _Claimed(of, snapshot.claims_form(self.plan.structure.components[place].code for place in of))


def _under(structures: Mapping[uuid.UUID, Structure]) -> dict[uuid.UUID, _Under]:
    found = {version: quick.plan(structure) for version, structure in structures.items()}
    return {version: _Under(plan) for version, plan in found.items() if plan is not None}


def _computed(under: _Under, dumps: snapshot.Dumps, row: Mapping[str, Any]) -> Computed | None:
    claimed = under.claimed(row["claimed"] or b"")
    if claimed is None:
        return None
    points: str = row["claimed_points"] or ""
    said = quick.Said(
        # Six decimals each: without the point they are millionths.
        claims=zip(claimed.places, map(int, points.replace(".", "").split(",")), strict=True) if points else (),
        pieces=list(zip(row["posted_at"] or (), row["decided"] or (), strict=True)),
        waiting=row["waiting"] or (),
    )
    written = [""] * (2 * len(claimed.places))
    if points:
        written[::2], written[1::2] = row["claims"].split(","), points.split(",")
    read = dumps.written(under.plan.structure, claimed.form % tuple(written), row["pieces"] or "")
    return Computed(row["id"], row["framework_version_id"], read, quick.columns(under.plan, said))
