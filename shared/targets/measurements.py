"""Figures become measurements: checked against their target, appended once, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.kit import db, names
from shared.kit.errors import Finding
from shared.targets import contradictions, errors, repository, rules, values


@dataclass(frozen=True)
class Checked:
    """A figure that may become a measurement. `value` in the target's unit."""

    target_id: uuid.UUID
    value: Decimal
    figure: values.Figure


async def check(session: db.Session, figures: Sequence[values.Figure], *, field: str = "figures") -> list[Checked]:
    """The figures with their targets and values. Raises FiguresRefused with one finding per fault, each named
    `<field>.<index>.<name>`; a target that the catalog no longer states is one."""
    return _valued(await _checked(session, figures, field, closed=False))


async def record(
    session: db.Session,
    figures: Sequence[values.Figure],
    *,
    organisation_id: uuid.UUID,
    measured_on: dt.date,
    recorded_by: str,
    report_id: uuid.UUID,
    report_round: int,
    origin: values.Origin = "organisation",
    field: str = "figures",
) -> list[uuid.UUID]:
    """Append the figures of a report's round as measurements of its organisation; the ids of the new ones.

    A figure of the province that its parts contradict opens a finding. Idempotent: one measurement per report, round
    and target, however often the acceptance is replayed. The caller records the audit row of what it accepts. Raises
    FiguresRefused as `check` does, but takes a target that was closed after the round was signed: what was reported
    stays reported.
    """
    checked = _valued(await _checked(session, figures, field, closed=True))
    added = await repository.add_measurements(
        session,
        [
            {
                "id": names.uuid_of("measurement", report_id, report_round, item.target_id),
                "target_id": item.target_id,
                "organisation_id": organisation_id,
                "measured_on": measured_on,
                "value": item.value,
                "numerator": item.figure.numerator,
                "denominator": item.figure.denominator,
                "kind": item.figure.kind,
                "origin": origin,
                "report_id": report_id,
                "report_round": report_round,
                "quality_note": item.figure.quality_note,
                "recorded_by": recorded_by,
            }
            for item in checked
        ],
    )
    await contradictions.check(session, added)
    return added


def _valued(found: Iterable[tuple[uuid.UUID, rules.Measured, values.Figure]]) -> list[Checked]:
    return [Checked(target_id, rules.value_of(target, figure), figure) for target_id, target, figure in found]


async def _checked(
    session: db.Session, figures: Sequence[values.Figure], field: str, *, closed: bool
) -> list[tuple[uuid.UUID, rules.Measured, values.Figure]]:
    known = {key: row for row in await _targets(session, figures, closed) for key in (row["code"], str(row["id"]))}
    found: list[tuple[uuid.UUID, rules.Measured, values.Figure]] = []
    wrong: list[Finding] = []
    for index, figure in enumerate(figures):
        here, row = f"{field}.{index}", known.get(_key(figure.target))
        if row is None:
            wrong.append(Finding(f"{here}.target", "There is no such target.", "Không có chỉ tiêu này.", "unknown"))
            continue
        if any(row["id"] == target_id for target_id, _, _ in found):
            wrong.append(Finding(f"{here}.target", "Is stated twice.", "Được nêu hai lần.", "twice"))
        target = rules.Measured(row["code"], row["measure"], row["unit"], row["natural_limit"])
        wrong.extend(rules.findings(target, figure, here))
        found.append((row["id"], target, figure))
    if wrong:
        raise errors.FiguresRefused(*wrong)
    return found


async def _targets(session: db.Session, figures: Sequence[values.Figure], closed: bool) -> list[dict[str, Any]]:
    return await repository.list_measured(session, [_key(figure.target) for figure in figures], closed=closed)


def _key(target: str) -> str:
    """An id in its one spelling, or a code; PostgreSQL text holds no NUL."""
    found = names.uuid_or_none(target)
    return str(found) if found else target.replace("\x00", "")
