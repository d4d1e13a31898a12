"""Stating a target by API: on a clause, within its limit and direction, beside those of the catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.law import service as law
from shared.organisations import errors as organisation_errors
from shared.organisations import service as organisations
from shared.targets import amendments_rules as rules
from shared.targets import errors, fold, milestones_repository, repository, values


@dataclass(frozen=True)
class Ground:
    """A clause and how sure it is."""

    citation: citations.Citation
    certainty: str


@dataclass(frozen=True)
class Baseline:
    """The value before the plan, in the target's unit."""

    value: Decimal
    qualifier: str | None
    known_on: dt.date | None
    ground: Ground


@dataclass(frozen=True)
class Milestone:
    """A year's milestone; without a ground of its own it stands on the target's."""

    line: fold.Line
    ground: Ground | None


@dataclass(frozen=True)
class NewTarget:
    """A target as somebody states it. `reference`: a legal document; `owner`: an organisation (slug or id of each)."""

    code: str
    name: str
    pillar: str | None
    level: str
    measure: values.Measure
    unit: str | None
    direction: values.Direction | None
    numerator: str | None
    denominator: str | None
    aggregation: values.Aggregation | None
    natural_limit: Decimal | None
    reference: str | None
    owner: str | None
    baseline: Baseline | None
    milestones: tuple[Milestone, ...]
    ground: Ground


async def state_target(session: db.Session, acting: Acting, new: NewTarget) -> bytes:
    """Record a target with its first milestones; the target as JSON. Raises TargetRefused, TargetExists."""
    today = acting.clock.today()
    since = await law.in_force_since(session, new.ground.citation.document) or fold.ALWAYS
    described = rules.Described(
        new.measure, new.direction, _limit(new), None if new.baseline is None else new.baseline.value, since
    )
    cited = dict(_cited(new))
    reference = await law.find_id(session, new.reference) if new.reference else None
    owner, wrong = await _owner(session, new.owner)
    wrong += _findings(new, described, today)
    if new.reference and reference is None:
        wrong.append(
            Finding("reference", "There is no such legal document.", "Không có văn bản này.", "unknown_document")
        )
    wrong += await citations.judge(session, cited)
    if wrong:
        raise errors.TargetRefused(*wrong)
    sources = dict(zip(cited, await citations.cite_all(session, cited), strict=True))
    target_id = values.target_id(new.code)
    row = {**_columns(new, described, sources), "id": target_id, "reference_id": reference, "owner_id": owner}
    if not await repository.add(session, row):
        raise errors.TargetExists(code=new.code)
    await milestones_repository.add_statements(session, target_id, list(_statements(new, since, sources)))
    at = await milestones_repository.instant(session, [target_id])
    await milestones_repository.refold(session, at, [target_id])
    await audit.record(
        session,
        acting.actor,
        action="target.state",
        entity_kind="target",
        entity_id=target_id,
        occurred_at=acting.clock.now(),
        after={"code": new.code, "source": str(sources["source"])},
    )
    return await repository.get_written(session, target_id, max(today, since))


def _limit(new: NewTarget) -> Decimal | None:
    """A share of a whole has one even when nobody writes it."""
    if new.natural_limit is None and new.unit in rules.PER_CENT_OF_A_WHOLE:
        return rules.WHOLE
    return new.natural_limit


def _findings(new: NewTarget, described: rules.Described, today: dt.date) -> list[Finding]:
    wrong = list(rules.shape(new.measure, vars(new)))
    if new.baseline is not None:
        wrong += rules.value_findings(described, new.baseline.value, "baseline.value")
        if new.baseline.known_on is not None and new.baseline.known_on > today:
            wrong.append(Finding("baseline.known_on", "Is after today.", "Không được sau hôm nay.", "after_today"))
    lines = [milestone.line for milestone in new.milestones]
    wrong += rules.lines(described, lines, on=described.since, field="milestones")
    if not wrong:
        places = {line.year: index for index, line in enumerate(lines)}
        stated = {line.year: line.value for line in lines if line.value is not None}
        faults = sorted(rules.backward(described, stated), key=lambda fault: fault.year)
        wrong += [fault.finding(f"milestones.{places[fault.year]}.value") for fault in faults]
    return wrong


async def _owner(session: db.Session, owner: str | None) -> tuple[Any, list[Finding]]:
    try:
        return await organisations.filter_id(session, "owner", owner), []
    except organisation_errors.NoSuchOrganisation as refused:
        return None, list(refused.findings)


def _cited(new: NewTarget) -> Iterator[tuple[str, citations.Citation]]:
    """Every citation by the field that holds it."""
    yield "source", new.ground.citation
    if new.baseline is not None:
        yield "baseline.source", new.baseline.ground.citation
    for index, milestone in enumerate(new.milestones):
        if milestone.ground is not None:
            yield f"milestones.{index}.source", milestone.ground.citation


_SAME = ("code", "name", "pillar", "level", "measure", "unit", "direction", "numerator", "denominator")


def _columns(new: NewTarget, described: rules.Described, sources: dict[str, Any]) -> dict[str, Any]:
    baseline = new.baseline
    numeric = new.measure == "numeric"
    return {
        **{name: getattr(new, name) for name in _SAME},
        "aggregation": (new.aggregation or "last") if numeric else None,
        "natural_limit": described.natural_limit if numeric else None,
        "baseline_value": baseline and baseline.value,
        "baseline_qualifier": baseline and baseline.qualifier,
        "baseline_known_on": baseline and baseline.known_on,
        "baseline_source_id": sources.get("baseline.source"),
        "baseline_certainty": baseline and baseline.ground.certainty,
        "valid_from": "-infinity" if described.since == fold.ALWAYS else described.since,
        "valid_to": "infinity",
        "source_id": sources["source"],
        "certainty": new.ground.certainty,
        "stated_by": "api",
        "recorded_at": "now",
        "superseded_at": "infinity",
    }


def _statements(new: NewTarget, since: dt.date, sources: dict[str, Any]) -> Iterator[fold.Statement]:
    for index, milestone in enumerate(new.milestones):
        yield fold.Statement(
            milestone.line.year,
            0,
            milestone.line.operator,
            milestone.line.value,
            since,
            sources.get(f"milestones.{index}.source", sources["source"]),
            (milestone.ground or new.ground).certainty,
        )
