"""Appeals against decisions on a closed assessment, and the verdicts on them."""

from __future__ import annotations

import uuid
from typing import Any

from shared.assessments import peers
from shared.assessments import service as assessments
from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.evidence import (
    appeal_rounds,
    appeals_errors,
    appeals_repository,
    appeals_rules,
    appeals_values,
    errors,
    events,
    judging,
    repository,
    values,
)
from shared.frameworks.values import Component
from shared.identity import membership, reach, rights
from shared.identity.values import Principal, Reach
from shared.kit import db
from shared.kit.errors import Finding
from shared.outbox import service as outbox


async def appeal(
    session: db.Session, acting: Acting, assessment: uuid.UUID, said: appeals_values.Appeal
) -> tuple[uuid.UUID, bytes]:
    """Appeal against the decision in force on the own organisation's evidence for a component; the id, it as JSON.

    Raises TokenOrganisationUnknown, AssessmentNotFound, AssessmentStillOpen, AssessmentClosed, NoSuchComponent,
    NoAppealRound, AppealTooEarly, AppealTooLate, NothingDecided, NotYourDecision, AppealRefused, AppealedAlready.
    """
    own = await membership.own_id(session, acting.actor.organisation)
    found = await assessments.get(session, assessment)
    appeal_rounds.check_closed(found)
    component = await assessments.component_of(session, found.framework_version_id, said.component)
    round_id = await _open_round(session, acting, found.id, found.year)
    decision = _chosen(await appeals_repository.decisions_in_force(session, assessment, component.id), acting, said)
    row = {
        "id": uuid.uuid4(),
        "round_id": round_id,
        "decision_id": decision.id,
        "organisation_id": own,
        "grounds": said.grounds,
        "appealed_by": acting.actor.subject,
        "appealed_for": acting.actor.on_behalf_of,
        "appealed_on": acting.clock.today(),
        "recorded_at": acting.clock.now(),
    }
    if appeals_rules.heard_already(decision, round_id) or not await appeals_repository.add(session, row):
        raise appeals_errors.AppealedAlready
    await audit.record(
        session,
        acting.actor,
        action="appeal.make",
        entity_kind="appeal",
        entity_id=row["id"],
        occurred_at=acting.clock.now(),
        after={**row, "assessment": assessment, "component": said.component},
    )
    key = uuid.UUID(str(row["id"]))
    return key, await appeals_repository.written(session, key)


async def judge(
    session: db.Session,
    caller: Principal,
    acting: Acting,
    assessment: uuid.UUID,
    *,
    appeal_id: uuid.UUID,
    ruling: appeals_values.Ruling,
) -> bytes:
    """Uphold an appeal by a new decision on the same revision and component, or dismiss it; the appeal as JSON with
    the `assessment_version` to wait for.

    Raises TokenOrganisationUnknown, AppealNotFound (also for what the caller may not read), NotTheReviewer, OwnAppeal,
    AppealIsJudged, DecisionRefused.
    """
    found, own = await _found(session, caller, acting, assessment, appeal_id)
    decision_id = uuid.uuid4() if ruling.verdict == "upheld" else None
    component, row = await _better(session, found, ruling) if decision_id else (None, None)
    if decision_id is None and ruling.decision is not None:
        raise errors.DecisionRefused(
            Finding("decision", "A dismissed appeal decides nothing.", "Bác khiếu nại thì không có kết luận mới.")
        )
    watched = await peers.watch(session, assessment, [] if component is None else [component])
    await appeals_repository.add_verdict(
        session,
        {
            "appeal_id": appeal_id,
            "verdict": ruling.verdict,
            "reasons": ruling.reasons,
            "decision_id": decision_id,
            "decided_by": acting.actor.subject,
            "decided_for": acting.actor.on_behalf_of,
            "organisation_id": own,
            "recorded_at": acting.clock.now(),
        },
    )
    if row is not None:
        row |= {
            "id": decision_id,
            "revision_id": found["revision_id"],
            "decided_by": acting.actor.subject,
            "decided_for": acting.actor.on_behalf_of,
            "organisation_id": own,
            "same_organisation": found["organisation"] == caller.organisation,
        }
        await repository.add_decision(session, row)
    await audit.record(
        session,
        acting.actor,
        action="appeal.judge",
        entity_kind="appeal",
        entity_id=appeal_id,
        occurred_at=acting.clock.now(),
        after={"verdict": ruling.verdict, "reasons": ruling.reasons, "decision": row},
    )
    if decision_id is None:
        return await appeals_repository.written_judged(session, appeal_id, None)
    version = await peers.raise_version(session, watched)
    shown = await appeals_repository.written_judged(session, appeal_id, version)
    await outbox.record(session, events.AppealUpheld(assessment, version, appeal_id, decision_id))
    return shown


async def list_page(
    reader: db.Reader, wanted: appeals_values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """A page of an assessment's appeals, newest first, as JSON with `next_keys`. Raises AssessmentNotFound."""
    await assessments.read(reader, wanted.assessment)
    return await appeals_repository.list_page(reader, wanted, after=after, limit=limit, total=total)


async def as_json(reader: db.Reader, assessment: uuid.UUID, appeal_id: uuid.UUID, readable: Reach) -> bytes:
    """One appeal with its verdict, as JSON. Raises AppealNotFound."""
    found = await appeals_repository.find_json(reader, assessment, appeal_id, readable)
    if found is None:
        raise appeals_errors.AppealNotFound(appeal=appeal_id)
    return found


async def _open_round(session: db.Session, acting: Acting, assessment: uuid.UUID, year: int) -> uuid.UUID:
    """The round of today. Raises NoAppealRound, AppealTooEarly, AppealTooLate."""
    today = acting.clock.today()
    found = appeals_rules.nearest(await appeals_repository.rounds(session, assessment), today)
    if found is None:
        raise appeals_errors.NoAppealRound(year=year)
    state = appeals_rules.round_state(found, today)
    days = {"opens_on": found.opens_on, "closes_before_on": found.closes_before_on, "today": today}
    if state == "announced":
        raise appeals_errors.AppealTooEarly(round=found.number, **days)
    if state == "over":
        raise appeals_errors.AppealTooLate(round=found.number, **days)
    return found.id


def _chosen(
    decisions: list[appeals_values.Decision], acting: Acting, said: appeals_values.Appeal
) -> appeals_values.Decision:
    chosen = appeals_rules.choose(decisions, acting.actor.organisation, said.decision)
    if chosen == "nothing_decided":
        raise appeals_errors.NothingDecided(component=said.component)
    if chosen == "anothers":
        raise appeals_errors.NotYourDecision(organisation=acting.actor.organisation, component=said.component)
    if chosen == "several":
        mine = ", ".join(str(one.id) for one in decisions if one.organisation == acting.actor.organisation)
        raise appeals_errors.AppealRefused(
            Finding("decision", f"Say against which decision: {mine}.", f"Hãy nêu kết luận: {mine}.", "missing")
        )
    return chosen


async def _found(
    session: db.Session, caller: Principal, acting: Acting, assessment: uuid.UUID, appeal_id: uuid.UUID
) -> tuple[dict[str, Any], uuid.UUID]:
    """The appeal, locked, that the written table lets the caller judge, and the id of their organisation."""
    found = await appeals_repository.lock(session, assessment, appeal_id)
    own = await membership.own_id(session, caller.organisation)
    if found is None:
        raise appeals_errors.AppealNotFound(appeal=appeal_id)
    related = await reach.related(session, caller, acting.clock, found["organisation"])
    if not rights.finds(caller, "appeal", related):
        raise appeals_errors.AppealNotFound(appeal=appeal_id)
    hands = rights.hands(
        caller,
        authors=_persons(found, "appealed_by", "appealed_for", "submitted_by", "submitted_for"),
        signers=_persons(found, "decided_by", "decided_for"),
    )
    why = rights.refusal("judge_appeal", related, state=found["state"], hands=hands)
    if why == "relation":
        raise errors.NotTheReviewer(organisation=caller.organisation, on=acting.clock.today())
    if why == "hand":
        raise appeals_errors.OwnAppeal
    if why == "state":
        raise appeals_errors.AppealIsJudged
    return found, own


def _persons(found: dict[str, Any], *columns: str) -> list[str]:
    return [found[column] for column in columns if found[column]]


async def _better(
    session: db.Session, found: dict[str, Any], ruling: appeals_values.Ruling
) -> tuple[Component, dict[str, Any]]:
    """The component, and the row of the decision that takes the place of the one appealed against.

    Raises DecisionRefused.
    """
    if ruling.decision is None:
        missing = Finding("decision", "Say what is decided instead.", "Hãy nêu kết luận mới.", "missing")
        raise errors.DecisionRefused(missing)
    component = await assessments.component_of(session, found["framework_version_id"], found["component"])
    better = ruling.decision
    verdicts = values.Verdicts(
        better.verdict, component.code, None, better.points, better.inputs, better.reason_code, better.note,
        part=found["part"],
    )  # fmt: skip
    row, findings = await judging.judged(session, found["assessment_id"], component, verdicts)
    wrong = [Finding(f"decision.{one.field}", one.en, one.vi, one.code) for one in findings]
    wrong += appeals_rules.share_findings((found["points"], found["max_points"]), (row["points"], component.max_points))
    if wrong:
        raise errors.DecisionRefused(*wrong)
    return component, row
