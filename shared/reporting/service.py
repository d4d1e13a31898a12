"""What a person or another system can ask of reporting."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shared.audit import service as audit
from shared.identity import access, delegations, membership, rights
from shared.identity import delegations_rules as lending
from shared.identity.values import Principal
from shared.kit import db, rows
from shared.kit.clock import Clock
from shared.kit.errors import Finding
from shared.organisations import service as organisations
from shared.organisations.changes import service as changes
from shared.outbox import service as outbox
from shared.reporting import calendar, errors, events, reach, repository, rules, values
from shared.targets import measurements
from shared.targets import values as targets

Match = Callable[[int], None]


@dataclass(frozen=True)
class Acting:
    """Who asks, as token and as audit actor, and the clocks of the process."""

    principal: Principal
    actor: audit.Actor
    clock: Clock

    @cached_property
    def at(self) -> dt.datetime:
        """Now on the civil calendar; one instant, so that a step is the same everywhere."""
        return rules.civil_instant(self.clock.today(), self.clock.now())


@dataclass(frozen=True)
class ReportView:
    """A report as its caller sees it: `body` is JSON, with `allowed_actions`."""

    id: uuid.UUID
    version: int
    body: bytes


async def list_reports(
    reader: db.Reader,
    caller: Principal,
    clock: Clock,
    *,
    organisation: str | None,
    year: int | None,
    state: str | None,
    after: uuid.UUID | None,
    limit: int,
    total: bool,
) -> bytes:
    """A page of reports, newest first, as JSON for `pages.respond`. Raises NoSuchOrganisation."""
    return await repository.reports_page(
        reader,
        await reach.of_reports(reader, caller, clock),
        organisation=await organisations.filter_id(reader, "organisation", organisation),
        year=year,
        state=state,
        after=after,
        limit=limit,
        total=total,
    )


async def get_report(reader: db.Reader, caller: Principal, clock: Clock, report: uuid.UUID) -> ReportView:
    """A report with its rounds (those not signed yet for its own organisation only) and what the caller may do with it.

    Raises ReportNotFound."""
    facts = await repository.find_report(
        reader, await reach.of_reports(reader, caller, clock), report, today=clock.today()
    )
    if facts is None:
        raise errors.ReportNotFound
    return _view(facts, await _acting_as(reader, caller, clock))


async def draft_report(
    session: db.Session, acting: Acting, obligation: uuid.UUID, content: values.Content
) -> ReportView:
    """Write the first draft of what the caller's organisation owes.

    Raises ObligationNotFound, TokenOrganisationUnknown, AnotherOrganisation, MeasuredInFuture, FiguresRefused,
    ReportExists.
    """
    caller = acting.principal
    readable = await reach.of_writer(session, caller, acting.clock)
    debtor = await repository.find_debtor(session, readable, obligation, today=acting.clock.today())
    if debtor is None:
        await membership.own_id(session, caller.organisation)
        raise errors.ObligationNotFound
    own = debtor["organisation"] == caller.organisation
    if rights.refusal("draft_report", {"own" if own else "other"}) is not None:
        raise errors.AnotherOrganisation
    checked = await _checked(session, acting, content)
    report = uuid.uuid4()
    state = "owed" if debtor["report"] is None else "reported"
    refused = rights.refusal("draft_report", {"own"}, state=state)
    if refused is not None or not await repository.add_report(session, report, obligation):
        raise errors.ReportExists(report=debtor["report"] or "")
    await repository.save_round(
        session, _round(report, 1, content), caller.subject, checked, author_for=caller.acting_for
    )
    return await _recorded(session, acting, report, "draft", None)


async def revise_report(
    session: db.Session, acting: Acting, report: uuid.UUID, content: values.Content, *, match: Match
) -> ReportView:
    """Rewrite the draft, or open the next round of a returned report. `match` is asked about the version it replaces.

    Raises ReportNotFound, AnotherOrganisation, StateForbids, MeasuredInFuture, FiguresRefused, and what `match` raises.
    """
    facts = await _lock_for(session, acting, report, "revise", match)
    checked = await _checked(session, acting, content)
    state, number = rules.after("revise", facts["state"], facts["round"])
    person = acting.principal
    await repository.save_round(
        session, _round(report, number, content), person.subject, checked, author_for=person.acting_for
    )
    await repository.move_report(session, report, state=state, round_number=number, at=acting.at)
    return await _recorded(session, acting, report, "revise", facts)


async def submit_report(session: db.Session, acting: Acting, report: uuid.UUID, *, match: Match) -> ReportView:
    """The head signs the draft. Raises ReportNotFound, AnotherOrganisation, OwnDraft, StateForbids."""
    await changes.hold(session)
    facts = await _lock_for(session, acting, report, "submit", match)
    person = acting.principal
    await repository.sign_round(
        session, report, facts["round"], person.subject, acting.at, signer_for=person.acting_for
    )
    return await _moved(session, acting, "submit", facts)


async def return_report(
    session: db.Session, acting: Acting, report: uuid.UUID, comment: str, *, match: Match
) -> ReportView:
    """The coordinating department sends a report back, saying why.

    Raises ReportNotFound, NotCoordinating, OwnDraft, OwnSignature, LevelSkipped, StateForbids.
    """
    await changes.hold(session)
    facts = await _lock_for(session, acting, report, "return", match)
    await _decide(session, acting, facts, "returned", comment)
    return await _moved(session, acting, "return", facts)


async def accept_report(session: db.Session, acting: Acting, report: uuid.UUID, *, match: Match) -> ReportView:
    """The coordinating department accepts a report; its figures become measurements in the same transaction.

    Raises ReportNotFound, NotCoordinating, OwnDraft, OwnSignature, LevelSkipped, StateForbids.
    """
    facts = await _lock_for(session, acting, report, "accept", match)
    await _decide(session, acting, facts, "accepted", None)
    await _record_measurements(session, acting, facts)
    return await _moved(session, acting, "accept", facts)


async def _lock_for(
    session: db.Session, acting: Acting, report: uuid.UUID, action: values.Action, match: Match
) -> dict[str, Any]:
    facts = await _locked(session, acting, report)
    if facts is None:
        await membership.own_id(session, acting.principal.organisation)
        raise errors.ReportNotFound
    refused = rules.refusal(action, facts["state"], _relation(facts, acting.principal))
    if refused is not None:
        raise refused
    match(facts["version"])
    return facts


async def _locked(session: db.Session, acting: Acting, report: uuid.UUID) -> dict[str, Any] | None:
    readable = await reach.of_writer(session, acting.principal, acting.clock)
    return await repository.lock_report(session, readable, report, today=acting.clock.today())


async def _checked(session: db.Session, acting: Acting, content: values.Content) -> list[rows.Row]:
    if content.measured_on > acting.clock.today():
        raise errors.MeasuredInFuture(
            Finding("measured_on", "Is after today.", "Không được sau hôm nay.", "after_today"),
        )
    return [
        {
            "target_id": item.target_id,
            "numerator": item.figure.numerator,
            "denominator": item.figure.denominator,
            "value": item.value,
            "kind": item.figure.kind,
            "quality_note": item.figure.quality_note,
        }
        for item in await measurements.check(session, content.figures)
    ]


async def _record_measurements(session: db.Session, acting: Acting, facts: dict[str, Any]) -> None:
    """The figures of the current round as measurements; a figure without its own note carries the report's."""
    figures = [
        targets.Figure(
            target=str(row["target_id"]),
            value=row["value"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            kind=row["kind"],
            quality_note=row["quality_note"] or facts["note"],
        )
        for row in await repository.figures_of(session, facts["id"], facts["round"])
    ]
    await measurements.record(
        session,
        figures,
        organisation_id=facts["organisation_id"],
        measured_on=facts["measured_on"],
        recorded_by=acting.principal.subject,
        report_id=facts["id"],
        report_round=facts["round"],
    )


async def _decide(
    session: db.Session, acting: Acting, facts: dict[str, Any], verdict: str, comment: str | None
) -> None:
    await repository.decide_round(
        session,
        facts["id"],
        facts["round"],
        verdict=verdict,
        decided_by=acting.principal.subject,
        decided_for=acting.principal.acting_for,
        at=acting.at,
        comment=comment,
        same_organisation=facts["organisation"] == acting.principal.organisation,
    )


async def _moved(session: db.Session, acting: Acting, action: values.Action, facts: dict[str, Any]) -> ReportView:
    state, number = rules.after(action, facts["state"], facts["round"])
    await repository.move_report(session, facts["id"], state=state, round_number=number, at=acting.at)
    if action in ("submit", "return"):
        await calendar.pass_on(session, facts["obligation_id"])
    return await _recorded(session, acting, facts["id"], action, facts)


async def _recorded(
    session: db.Session, acting: Acting, report: uuid.UUID, action: str, before: dict[str, Any] | None
) -> ReportView:
    """The audit row and the event of a change that was just made, and the report as it is now."""
    facts = await _locked(session, acting, report)
    assert facts is not None  # noqa: S101 - it was readable before this transaction changed it
    await audit.record(
        session,
        acting.actor,
        action=f"report.{action}",
        entity_kind="report",
        entity_id=report,
        occurred_at=acting.clock.now(),
        before=None if before is None else _trace(before),
        after=_trace(facts),
    )
    await outbox.record(session, _event(action, facts))
    return _view(facts, await _acting_as(session, acting.principal, acting.clock))


def _event(action: str, facts: dict[str, Any]) -> object:
    of_report = (facts["id"], facts["obligation_id"], facts["organisation"], facts["round"])
    if action == "accept":
        return events.ReportAccepted(*of_report, measured_on=facts["measured_on"])
    kinds = {
        "draft": events.ReportDrafted,
        "revise": events.ReportRevised,
        "submit": events.ReportSubmitted,
        "return": events.ReportReturned,
    }
    return kinds[action](*of_report)


def _trace(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: facts[name]
        for name in ("state", "round", "version", "authors", "submitted_by", "submitted_for", "measured_on")
    }


def _round(report: uuid.UUID, number: int, content: values.Content) -> dict[str, Any]:
    return {
        "report_id": report,
        "round": number,
        "measured_on": content.measured_on,
        "summary": content.summary,
        "note": content.note,
    }


def _relation(facts: dict[str, Any], caller: Principal) -> values.Relation:
    hands = rights.hands(caller, authors=facts["writers"], signers=facts["signers"])
    return values.Relation(
        own=facts["organisation"] == caller.organisation,
        coordinating=facts["coordinating"],
        author="author" in hands,
        signer="signer" in hands,
    )


async def _acting_as(door: db.Session | db.Reader, caller: Principal, clock: Clock) -> dict[values.Action, Principal]:
    """As whom the caller would do each action that their own roles or a delegation permit today."""
    own, today = lending.own(caller), clock.today()
    held = await delegations.held(door, own, today)
    found: dict[values.Action, Principal] = {}
    for action in values.ACTIONS:
        rule = access.OPERATIONS[f"{action}_report"]
        lent = lending.pick(held, rule.roles, own.organisation, today)
        if access.allows(rule, own):
            found[action] = own
        elif lent is not None:
            found[action] = lending.widened(own, lent, rule.roles)
    return found


def _view(facts: dict[str, Any], acting_as: Mapping[values.Action, Principal]) -> ReportView:
    relations = {action: _relation(facts, person) for action, person in acting_as.items()}
    listed = ", ".join(f'"{action}"' for action in rules.allowed_actions(relations, facts["state"]))
    body = f'{facts["body"][:-1]}, "allowed_actions": [{listed}]}}'
    return ReportView(facts["id"], facts["version"], body.encode())
