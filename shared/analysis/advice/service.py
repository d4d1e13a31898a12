"""What can be asked of advice: where the next points are, and the fewest changes to a total or a rank."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import orjson

from shared.analysis.advice import answers, errors, repository, rules, values
from shared.analysis.errors import NotComputedYet
from shared.analysis.field import rules as ranking
from shared.analysis.field import service as fields
from shared.analysis.gaps import service as gaps
from shared.assessments import service as assessments
from shared.assessments.values import Assessment
from shared.frameworks import service as frameworks
from shared.identity import access
from shared.identity.values import Principal
from shared.kit import clock, db, exact_json
from shared.kit.errors import Finding
from shared.scoring import heads

_COLUMN: Final = "verified"


async def of(reader: db.Reader, caller: Principal, now: clock.Clock, assessment_id: uuid.UUID, *, limit: int) -> bytes:
    """The components that can win most, at most `limit` of them, as JSON: points, cause, owners and tasks of today,
    documents that are missing, and the total when this and all before it are won.

    Raises AssessmentNotFound, ImportedNotComputed, NotComputedYet.
    """
    assessment, head = await _computed(reader, assessment_id)
    prospect = rules.prospect(head.inputs)
    tasks = await _tasks(reader, caller, assessment, now.today())
    decisions = await gaps.decisions_of(reader, head)
    facts = answers.Facts(head, decisions, tasks)
    best = rules.ordered(prospect.gains, {gain.component: facts.effort(gain.component) for gain in prospect.gains})
    said = {
        **answers.head_of(assessment, head),
        "hidden": [] if tasks is not None else ["tasks"],
        "now": answers.standing(prospect.points, prospect.value, None),
        "components": len(best),
        "items": answers.items(facts, prospect, best[:limit]),
    }
    return exact_json.dump(said)


async def plan(
    reader: db.Reader,
    caller: Principal,
    now: clock.Clock,
    assessment_id: uuid.UUID,
    *,
    total: Decimal | None,
    rank: int | None,
) -> bytes:
    """The fewest components that must reach their maximum for a total (its value) or a rank, as JSON.

    Raises OneGoal, AssessmentNotFound, ImportedNotComputed, NotComputedYet.
    """
    if (total is None) == (rank is None):
        raise errors.OneGoal(*_goals())
    assessment, head = await _computed(reader, assessment_id)
    prospect = rules.prospect(head.inputs)
    peers, known = await _peers(reader, assessment_id)
    facts = answers.Facts(
        head, await gaps.decisions_of(reader, head), await _tasks(reader, caller, assessment, now.today())
    )
    gains = rules.ordered(prospect.gains, {gain.component: facts.effort(gain.component) for gain in prospect.gains})
    if total is not None:
        found = rules.to_total(prospect, Fraction(total), gains)
    else:
        found = rules.to_rank(prospect, rank or 0, peers, gains)
    value = None if prospect.value is None else prospect.value + sum(gain.value for gain in found.changes)
    points = None if prospect.points is None else prospect.points + sum(gain.points for gain in found.changes)
    said = {
        **answers.head_of(assessment, head),
        "hidden": [] if facts.tasks is not None else ["tasks"],
        "goal": {"total": total, "rank": rank},
        "peers": known,
        **answers.plan(found),
        "now": answers.standing(prospect.points, prospect.value, rules.rank(prospect.value, peers)),
        "then": answers.standing(points, value, rules.rank(value, peers)),
        "changes": answers.items(facts, prospect, found.changes),
    }
    return exact_json.dump(said)


async def _computed(reader: db.Reader, assessment_id: uuid.UUID) -> tuple[Assessment, heads.AtHead]:
    assessment = await assessments.read(reader, assessment_id)
    if assessment.status == "imported":
        raise errors.ImportedNotComputed(year=assessment.year)
    head = await heads.at_head(reader, assessment_id)
    if head is None:
        raise NotComputedYet(year=assessment.year)
    return assessment, head


async def _tasks(
    reader: db.Reader, caller: Principal, assessment: Assessment, on: dt.date
) -> dict[str, list[dict[str, Any]]] | None:
    """Tasks by component; None for who may not read tasks."""
    if not access.has_scope(caller, "targets:read"):
        return None
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in await repository.tasks(reader, frameworks.framework_id(assessment.framework), on):
        found[row.pop("component")].append({**row, "owners": orjson.loads(row["owners"])})
    return found


async def _peers(reader: db.Reader, assessment_id: uuid.UUID) -> tuple[values.Peers, dict[str, int]]:
    others = await fields.others(reader, assessment_id)
    field = ranking.field_of(others, _COLUMN)
    expected = max(len(others), await repository.expected(reader, assessment_id))
    known = {"expected": expected, "published": 0, "computed": 0, field.basis: len(field.others)}
    totals = tuple(ranking.printed(other.lowest, field.places) for other in field.others)
    return values.Peers(totals, expected, field.places), known


def _goals() -> tuple[Finding, ...]:
    return tuple(
        Finding(field, "Send exactly one: total or rank.", "Gửi đúng một trong hai: total hoặc rank.", "one_of")
        for field in ("total", "rank")
    )
