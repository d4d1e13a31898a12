"""Rejecting a document as a whole: for every component that it serves, part by part."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shared.assessments import service as assessments
from shared.audit import service as audit
from shared.evidence import errors, repository, service, values
from shared.frameworks import rule_kinds
from shared.frameworks import service as frameworks
from shared.frameworks.values import Component
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.kit.errors import Finding


async def reject(
    session: db.Session,
    caller: Principal,
    actor: audit.Actor,
    now: clock.Clock,
    *,
    evidence_id: uuid.UUID,
    decision: values.Verdicts,
) -> list[service.Decided]:
    """Reject the latest revision for each component that it serves; each is a decision of its own, all in one
    transaction, so that one computation follows. The last one's version of the assessment holds them all.

    Raises what `service.decide` raises; DecisionRefused for anything but a rejection of the whole document.
    """
    wrong = list(_findings(decision))
    if wrong:
        raise errors.DecisionRefused(*wrong)
    found = await repository.lock(session, evidence_id)
    if found is None:
        raise errors.EvidenceNotFound(evidence=evidence_id)
    codes = await repository.components_of(session, found["revision_id"])
    assessment = await assessments.get(session, found["assessment_id"])
    served = await frameworks.components(session, assessment.framework_version_id, codes)
    # Of what no version asks any more nothing is left: `decide` says so to whom it concerns.
    scored: list[tuple[str | None, str | None]] = [*_scored(served.values())] or [(None, None)]
    return [
        await service.decide(
            session,
            caller,
            actor,
            now,
            evidence_id=evidence_id,
            decision=replace(decision, component=component, part=part),
        )
        for component, part in scored
    ]


def _scored(served: Iterable[Component]) -> Iterator[tuple[str, str | None]]:
    """The components that are scored, and each part of those whose rule has parts."""
    for component in served:
        if component.rule.kind == "not_scored":
            continue
        if isinstance(component.rule, rule_kinds.Parts):
            yield from ((component.code, part.code) for part in component.rule.parts)
        else:
            yield component.code, None


def _findings(decision: values.Verdicts) -> Iterator[Finding]:
    """Only a rejection is of the whole document: what is accepted is so for one component."""
    if decision.verdict != "reject":
        en, vi = "Only reject is for all components.", "Chỉ kết luận reject áp dụng cho mọi chỉ số thành phần."
        yield Finding("all_components", en, vi, "contradiction")
    if decision.component is not None or decision.part is not None:
        en, vi = "Leave component and part out.", "Hãy bỏ component và part."
        yield Finding("component" if decision.component is not None else "part", en, vi, "contradiction")
