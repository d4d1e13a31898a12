"""What a person or a system can ask of measurements: record figures of the own organisation, read what was recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.identity import access, rights
from shared.identity import errors as identity
from shared.identity.values import Principal
from shared.kit import db
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.organisations import service as organisations
from shared.targets import contradictions
from shared.targets.measuring import errors, files, repository, rules, values

STATISTICS = "statistics"


@dataclass(frozen=True)
class Recorded:
    """Measurements as JSON, in the order stated; `new` of them were not there before."""

    ids: Sequence[uuid.UUID]
    items: Sequence[str]
    new: int


@dataclass(frozen=True)
class _Judged:
    """A statement that may be recorded: its target, its value in the target's unit, the vintage that says the same."""

    said: values.Statement
    target: values.Measured
    value: Decimal
    same: values.Vintage | None


async def list_page(
    reader: db.Reader,
    at: Moment,
    wanted: values.Filter,
    *,
    basis: values.Basis = "own",
    after: tuple[Any, ...],
    limit: int,
    total: bool = False,
) -> bytes:
    """One page of measurements up to a day, in the order of recording, as JSON.

    `basis` successor: what those recorded whose place the wanted organisation took by that day, as known then; their
    rows stay theirs, the path says how they came. Raises BasisWithoutOrganisation.
    """
    if basis == "successor":
        if wanted.organisation_id is None:
            raise errors.BasisWithoutOrganisation(
                Finding("basis", "Name the organisation, too.", "Cần nêu cả cơ quan (organisation).", "missing")
            )
        paths = await organisations.predecessors(reader, wanted.organisation_id, at)
        wanted = replace(wanted, organisation_id=None, paths=paths)
    return await repository.page(reader, at, wanted, after=after, limit=limit, total=total)


async def get(reader: db.Reader, at: Moment, measurement: uuid.UUID) -> bytes:
    """One measurement as JSON. Raises MeasurementNotFound, also for one that was not known at that instant."""
    found = await repository.find(reader, at, measurement)
    if found is None:
        raise errors.MeasurementNotFound
    return found


async def form(reader: db.Reader, at: Moment, organisation: str, written: files.Written) -> tuple[bytes, str]:
    """The form of an organisation (slug) with its targets, and its media type."""
    rows = await repository.list_form(reader, at, organisation, rules.fitting())
    return files.form(rows, written)


async def record(
    session: db.Session,
    caller: Principal,
    acting: Acting,
    stated: Sequence[tuple[str | None, values.Statement]],
    *,
    place: rules.Place,
) -> Recorded:
    """Append what the caller's organisation states. With each statement comes the organisation as sent (slug or id),
    which must be the caller's own; `place` names a statement in findings, by its number.

    What the last vintage of its kind says already is not recorded again. Raises AnotherOrganisation,
    TokenOrganisationUnknown, NoSuchOrganisation, MeasurementsRefused with everything that is wrong, EstimateAfterFinal.
    """
    speaker = await speaker_of(session, caller.organisation, on=acting.clock.today(), service=access.is_service(caller))
    await _check_own(session, speaker, [organisation for organisation, _ in stated], place)
    await repository.lock(session, speaker.organisation_id)
    judged = await _judged(session, acting, speaker, [statement for _, statement in stated], place)
    fresh = [(uuid.uuid4(), one) for one in judged if one.same is None]
    await repository.add(session, [_row(key, one, speaker, caller) for key, one in fresh])
    await contradictions.check(session, [key for key, _ in fresh])
    for key, one in fresh:
        await audit.record(
            session,
            acting.actor,
            action="measurement.record",
            entity_kind="measurement",
            entity_id=key,
            occurred_at=acting.clock.now(),
            after=_trace(one, speaker),
        )
    keys = iter([key for key, _ in fresh])
    ids = [next(keys) if one.same is None else one.same.id for one in judged]
    return Recorded(ids, await repository.shown_of(session, ids), len(fresh))


async def speaker_of(session: db.Session, organisation: str, *, on: dt.date, service: bool) -> values.Speaker:
    """As whom figures are stated for an organisation (slug) on a civil day; `service`: by a service account.

    Raises TokenOrganisationUnknown."""
    row = await repository.find_speaker(session, organisation)
    if row is None:
        raise identity.TokenOrganisationUnknown(organisation=organisation)
    office = await organisations.standing(session, organisation, STATISTICS, on=on)
    return values.Speaker(
        row["id"],
        organisation,
        row["level"],
        [(begin, end) for begin, end in row["in_force"]],
        rules.origins(service=service, statistics=office.holds_duty),
    )


async def _check_own(
    session: db.Session, speaker: values.Speaker, named: Sequence[str | None], place: rules.Place
) -> None:
    """Raises NoSuchOrganisation naming the field, AnotherOrganisation."""
    firsts = {sent: number for number, sent in reversed(list(enumerate(named))) if sent is not None}
    for organisation, number in firsts.items():
        field = ".".join(filter(None, (place(number), "organisation")))
        theirs = await organisations.filter_id(session, field, organisation)
        own = theirs == speaker.organisation_id
        if rights.refusal("record_measurements", {"own" if own else "other"}) is not None:
            raise errors.AnotherOrganisation(organisation=organisation)


async def _judged(
    session: db.Session,
    acting: Acting,
    speaker: values.Speaker,
    statements: Sequence[values.Statement],
    place: rules.Place,
) -> list[_Judged]:
    """The statements with what was recorded before. Raises MeasurementsRefused, EstimateAfterFinal."""
    known = await repository.list_targets(session, {key_of(one.figure.target) for one in statements})
    stated = [(said, known.get(key_of(said.figure.target))) for said in statements]
    before = await repository.list_vintages(
        session, speaker.organisation_id, [(target.id, said.measured_on) for said, target in stated if target]
    )
    wrong = list(rules.findings_of_all(stated, before, speaker, acting.clock.today(), place))
    if wrong:
        raise errors.MeasurementsRefused(*wrong)
    if late := list(rules.reopened(stated, before, place)):
        raise errors.EstimateAfterFinal(*late)
    return [_with_same(said, target, before[target.id, said.measured_on]) for said, target in stated if target]


def _with_same(said: values.Statement, target: values.Measured, before: Sequence[values.Vintage]) -> _Judged:
    value = rules.value_of(said, target)
    last = [one for one in before if one.kind == said.figure.kind][-1:]
    return _Judged(said, target, value, rules.unchanged(said, value, last))


def _row(key: uuid.UUID, one: _Judged, speaker: values.Speaker, caller: Principal) -> dict[str, Any]:
    figure = one.said.figure
    return {
        "id": key,
        "target_id": one.target.id,
        "organisation_id": speaker.organisation_id,
        "measured_on": one.said.measured_on,
        "value": one.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "kind": figure.kind,
        "origin": one.said.origin,
        "quality_note": figure.quality_note,
        "corrects_id": one.said.corrects,
        "reason": one.said.reason,
        "recorded_by": caller.subject,
    }


def _trace(one: _Judged, speaker: values.Speaker) -> dict[str, Any]:
    return {
        "target": one.target.code,
        "organisation": speaker.slug,
        "measured_on": one.said.measured_on,
        "value": str(one.value),
        "kind": one.said.figure.kind,
        "origin": one.said.origin,
    }


@lru_cache(maxsize=4096)
def key_of(target: str) -> str:
    """An id in its one spelling, or a code; PostgreSQL text holds no NUL."""
    try:
        return str(uuid.UUID(target))
    except ValueError:
        return target.replace("\x00", "")
