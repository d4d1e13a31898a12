"""Peers: the assessments of one framework version and year. Under a rule that is normalised by the best of them, one
answer can move the points of all: then all of them are asked to be computed again, in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shared.assessments import events, repository
from shared.frameworks.values import Component
from shared.kit import db
from shared.outbox import service as outbox

Best = dict[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Watch:
    """What the best ratios were before a write; None where it cannot move any."""

    assessment_id: uuid.UUID
    before: Best | None


async def watch(session: db.Session, assessment_id: uuid.UUID, written: Iterable[Component]) -> Watch:
    """Look at the best ratios before something is written for these components; others that may move one wait."""
    measured = sorted(component.code for component in written if component.rule.kind == "normalised")
    if not measured:
        return Watch(assessment_id, None)
    await repository.lock_peers(session, assessment_id)
    return Watch(assessment_id, (await bests(session, [assessment_id])).get(assessment_id, {}))


async def raise_version(session: db.Session, watched: Watch) -> int:
    """Count a change of this assessment, and of its peers when a best ratio moved. Done last, as `raise_version` is."""
    if watched.before is None:
        return await repository.raise_version(session, watched.assessment_id)
    after = (await bests(session, [watched.assessment_id])).get(watched.assessment_id, {})
    if after == watched.before:
        return await repository.raise_version(session, watched.assessment_id)
    raised = await repository.raise_peers(session, watched.assessment_id)
    for peer, version in raised.items():
        if peer != watched.assessment_id:
            await outbox.record(session, events.BestMoved(peer, version))
    return raised[watched.assessment_id]


async def bests(door: db.Session | db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, Best]:
    """The largest ratios by component and column, of these assessments' peers; one statement. Unit: ratio, exact."""
    found: dict[uuid.UUID, Best] = {}
    for row in await repository.best_ratios(door, wanted):
        ratio = Fraction(row["numerator"]) / Fraction(row["denominator"])
        found.setdefault(row["assessment_id"], {})[row["component"], row["score_column"]] = ratio
    return found
