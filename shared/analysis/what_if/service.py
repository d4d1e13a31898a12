"""What can be asked of a supposition."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shared.analysis import provenance
from shared.analysis.field import service as fields
from shared.analysis.what_if import errors, repository, rules, shown, values
from shared.kit import db, exact_json


async def ask(reader: db.Reader, assessment_id: uuid.UUID, overrides: Sequence[values.Override]) -> bytes:
    """All figures of an assessment before and after what is supposed, with differences and ranks, as JSON.

    Nothing is written. What is supposed is laid over the inputs of the run at the head, so that `before` is what is
    shown. Raises AssessmentNotFound, NotComputedYet, OverridesRefused.
    """
    run = await provenance.at_head(reader, assessment_id)
    revisions: dict[uuid.UUID, uuid.UUID] = {}
    if asked := rules.evidence_of(overrides):
        known = {piece.revision_id for piece in run.inputs.pieces}
        revisions = await repository.newest_revisions(reader, asked, sorted(known))
    supposed, findings = rules.suppose(run.inputs, overrides, revisions)
    if findings:
        raise errors.OverridesRefused(*findings)
    changes = rules.changes(run.inputs, run.read.scores, supposed)
    others = await fields.others(reader, assessment_id)
    return exact_json.dump(shown.answer(run, changes, others, overrides=len(overrides)))
