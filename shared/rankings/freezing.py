"""Computing a ranking from what stands now, and keeping it as it is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import sources
from shared.organisations import values as organisations
from shared.rankings import errors, repository, rules, values
from shared.scoring import rules as scoring

# Levels whose organisations are of the kind of the same name; at another one the kind must be named.
_KINDS_OF_LEVELS = ("province", "department", "district", "commune")
_SOURCE = sources.Source(
    kind="derived", note="Xếp hạng tính từ điểm của các lần tính hoặc lần nhập kết quả nêu ở từng dòng."
)
_NOTHING = values.Figure()


@dataclass(frozen=True)
class _Given:
    """What was asked for, looked up."""

    framework_id: uuid.UUID
    kind: str
    group_id: uuid.UUID | None
    against_id: uuid.UUID | None


@dataclass(frozen=True)
class _One:
    """An organisation of the field: its name that day, its figure, and the earlier one where that is asked for."""

    organisation_id: uuid.UUID
    name: str
    sort_key: str
    now: values.Figure
    before: values.Figure | None


async def freeze(session: db.Session, acting: Acting, asked: values.Asked) -> uuid.UUID:
    """Rank and store the head and a row for each organisation; the ranking's id. Grain: one organisation.

    The field is every organisation of the kind that is in force on the year's last day, of the group where one is
    named: who has no value is listed without a rank. Raises RankingRefused, NobodyToRank, StillComputing.
    """
    given = await _look_up(session, asked)
    field = await _field(session, asked, given)
    rows = _rows(asked, field)
    ranked = sum(row["rank"] is not None for row in rows)
    if not ranked:
        raise errors.NobodyToRank(unranked=len(rows))
    ranking_id = uuid.uuid4()
    sha256 = rules.rows_sha256(rows)
    await sources.install(session, [_SOURCE])
    await repository.add(
        session,
        {
            "id": ranking_id,
            "framework_id": given.framework_id,
            "year": asked.year,
            "kind": given.kind,
            "basis": "computed",
            "criterion": asked.criterion.by,
            "score_column": asked.column,
            "group_id": given.group_id,
            "against_framework_id": given.against_id,
            "against_year": asked.against_year,
            "ranked": ranked,
            "unranked": len(rows) - ranked,
            "rows_sha256": sha256,
            "computed_by": acting.actor.subject,
            "published_at": None,
            "source_id": _SOURCE.id,
            "certainty": rules.weakest(row["value_certainty"] for row in rows if row["rank"] is not None),
        },
        [tuple({"ranking_id": ranking_id, **row}[name] for name in repository.ROW) for row in rows],
    )
    await audit.record(
        session,
        acting.actor,
        action="ranking.freeze",
        entity_kind="ranking",
        entity_id=ranking_id,
        occurred_at=acting.clock.now(),
        after={"framework": asked.framework, "year": asked.year, "by": asked.criterion.by, "rows_sha256": sha256},
    )
    return ranking_id


async def _look_up(session: db.Session, asked: values.Asked) -> _Given:
    wrong: list[Finding] = []
    framework = await repository.find_framework(session, asked.framework)
    if framework is None:
        raise errors.RankingRefused(_unknown("framework", asked.framework))
    if asked.criterion.node not in (values.TOTAL, *framework["nodes"]):
        nodes = ", ".join((values.TOTAL, values.IMPROVEMENT, *framework["nodes"]))
        wrong.append(Finding("by", f"One of: {nodes}.", f"Một trong: {nodes}.", "unknown"))
    kind = asked.kind or (framework["level"] if framework["level"] in _KINDS_OF_LEVELS else None)
    if kind not in get_args(organisations.Kind):
        wrong.append(Finding("kind", "A kind of organisations.", "Một loại cơ quan, đơn vị.", "unknown"))
    group_id = None
    if asked.group is not None:
        group_id = await repository.find_group(session, asked.group)
        if group_id is None:
            wrong.append(_unknown("group", asked.group))
    against_id = None
    if asked.against_year is not None and asked.criterion.by != values.IMPROVEMENT:
        wrong.append(Finding("against", "Only with `improvement`.", "Chỉ dùng với `improvement`.", "not_here"))
    elif asked.against_year is not None:
        if asked.against_year >= asked.year:
            wrong.append(Finding("against.year", "Must be earlier.", "Phải là năm trước đó.", "not_earlier"))
        earlier = await repository.find_framework(session, asked.against_framework or asked.framework)
        against_id = None if earlier is None else earlier["id"]
        if against_id is None:
            wrong.append(_unknown("against.framework", str(asked.against_framework)))
    if wrong:
        raise errors.RankingRefused(*wrong)
    return _Given(framework["id"], str(kind), group_id, against_id)


def _unknown(field: str, what: str) -> Finding:
    return Finding(field, f"There is no {what!r}.", f"Không có {what!r}.", "unknown")


async def _field(session: db.Session, asked: values.Asked, given: _Given) -> list[_One]:
    now = await _figures(session, asked, given, given.framework_id, asked.year)
    before: dict[uuid.UUID, values.Figure] | None = None
    if given.against_id is not None and asked.against_year is not None:
        found = await _figures(session, asked, given, given.against_id, asked.against_year)
        before = {row["organisation_id"]: figure for row, figure in found}
    return [
        _One(
            row["organisation_id"],
            row["name"],
            row["sort_key"],
            figure,
            None if before is None else before.get(row["organisation_id"], _NOTHING),
        )
        for row, figure in now
    ]


async def _figures(
    session: db.Session, asked: values.Asked, given: _Given, framework_id: uuid.UUID, year: int
) -> list[tuple[dict[str, Any], values.Figure]]:
    """The field as of the ranked year's last day with its figures of `year`.

    Raises StillComputing while one of them is not of the run that its assessment waits for: figures of before and after
    a change, of two versions of the framework or of two engines are not ranked together.
    """
    found = await repository.field(
        session,
        framework_id,
        year,
        node=asked.criterion.node,
        column=asked.column,
        kind=given.kind,
        group_id=given.group_id,
        day=_day(asked.year),
    )
    waiting = sum(1 for row in found if row["behind"] or row["engine_version"] not in (None, scoring.ENGINE_VERSION))
    if waiting:
        raise errors.StillComputing(waiting=waiting)
    return [(row, _figure(row, asked.column)) for row in found]


def _day(year: int) -> dt.date:
    return dt.date(year, 12, 31)


def _figure(row: Mapping[str, Any], column: values.Column) -> values.Figure:
    reason: values.Reason | None = None
    if row["assessment_id"] is None:
        reason = "no_assessment"
    elif not row["known"]:
        reason = "not_published" if column == "published" else "not_computed"
    elif row["value"] is None:
        reason = "no_value"
    return values.Figure(
        row["value"], reason, row["certainty"], row["assessment_id"], row["run_id"], row["import_id"], row["score_id"]
    )


def _rows(asked: values.Asked, field: Sequence[_One]) -> list[dict[str, Any]]:
    """The columns of every row but the ranking's id, in their order."""
    by_id = {one.organisation_id: one for one in field}
    return [_row(placed, by_id[placed.entry.organisation_id]) for placed in rules.ranked(_entry(one) for one in field)]


def _entry(one: _One) -> values.Entry:
    value, reason = (one.now.value, one.now.reason) if one.before is None else rules.improvement(one.now, one.before)
    return values.Entry(one.organisation_id, one.sort_key, value, reason)


def _row(placed: values.Placed, one: _One) -> dict[str, Any]:
    now, before = one.now, one.before
    certainties = [figure.certainty for figure in (now, before) if figure is not None]
    return {
        "position": placed.position,
        "organisation_id": one.organisation_id,
        "rank": placed.rank,
        "published_name": one.name,
        "value": placed.entry.value,
        "now_value": now.value if before else None,
        "before_value": before.value if before else None,
        "reason": placed.entry.reason,
        "value_certainty": rules.weakest(certainties),
        "assessment_id": now.assessment_id,
        "run_id": now.run_id,
        "import_id": now.import_id,
        "score_id": now.score_id,
        "before_run_id": before.run_id if before else None,
        "before_import_id": before.import_id if before else None,
        "before_score_id": before.score_id if before else None,
    }
