"""The national e-identifier: whose code is which on which days, confirmed or not, on which ground.

What is stated is never changed. A statement that `replaces` another closes it at this instant, so that what was known
before stays readable; one code for two organisations on a day, or two for one, is refused here with both named, and
by the database whoever writes.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.kit.moment import Moment
from shared.law import citations
from shared.organisations import identifiers_repository as repository
from shared.organisations import recording, service
from shared.organisations import statements_errors as errors

Status = Literal["confirmed", "unconfirmed"]
STATUSES: frozenset[str] = frozenset(get_args(Status))


@dataclass(frozen=True)
class Wanted:
    """A code to be stated. `organisation`: slug or id; `replaces`: the statement whose place it takes."""

    organisation: str
    code: str
    status: str
    days: recording.Days
    ground: recording.Ground
    replaces: uuid.UUID | None = None


@dataclass(frozen=True)
class Stated:
    """A statement as JSON, and its id."""

    id: uuid.UUID
    body: bytes


async def install(session: db.Session, identifiers: Sequence[rows.Row]) -> int:
    """Bring the catalog's codes to what it says; the number of statements closed or written.

    Where an administrator has stated a code of the same organisation, or the same code, on the same days, theirs holds.
    """
    return await repository.install(session, identifiers)


async def of_organisation(reader: db.Reader, at: Moment, organisation: str) -> bytes:
    """Every statement about an organisation's codes known at `at.known_at`, as JSON; `in_force` is that of the day.

    Raises OrganisationNotFound.
    """
    return await repository.list_of(reader, at, await service.known_id(reader, at, organisation))


async def state(session: db.Session, acting: recording.Acting, wanted: Wanted) -> Stated:
    """Give an organisation a code for some days.

    Raises OrganisationNotFound, DaysEmpty, CodeMalformed, SourceRefused, StatementSuperseded, CodeTaken,
    OrganisationHasCode.
    """
    organisation = await service.id_of(session, wanted.organisation)
    wanted.days.check()
    await check_form(session, wanted.code)
    source = await citations.cite(session, wanted.ground.citation)
    instant = await repository.lock(session)
    if wanted.replaces is not None and not await repository.close(session, organisation, wanted.replaces, instant):
        raise errors.StatementSuperseded(statement=wanted.replaces)
    await _check_free(session, organisation, wanted)
    columns = {
        "organisation_id": str(organisation),
        "code": wanted.code,
        "status": wanted.status,
        **wanted.days.columns(),
        "replaces": None if wanted.replaces is None else str(wanted.replaces),
        "source_id": str(source),
        "certainty": wanted.ground.certainty,
    }
    added = await repository.add(session, [columns], instant)
    await recording.record(session, acting, "identify", added[0], columns, kind="organisation_identifier")
    return Stated(added[0], await repository.view(session, added[0]))


async def check_form(session: db.Session, code: str) -> None:
    """Raises CodeMalformed unless this is what a national identifier looks like."""
    longest = await repository.longest_when_malformed(session, code)
    if longest is not None:
        raise errors.CodeMalformed(_malformed(code, longest), code=code, longest=longest)


def _malformed(code: str, longest: int) -> Finding:
    return Finding(
        "code",
        f"Groups of 0-9 and A-Z separated by dots, at most {longest} characters; this has {len(code)}.",
        f"Các nhóm 0-9, A-Z cách nhau bằng dấu chấm, nhiều nhất {longest} ký tự; mã này có {len(code)} ký tự.",
        "code_malformed",
    )


async def _check_free(session: db.Session, organisation: uuid.UUID, wanted: Wanted) -> None:
    """Raises CodeTaken, OrganisationHasCode; the lock of all codes is held."""
    for found in await repository.list_overlapping(session, organisation, wanted.code, wanted.days.columns()):
        raise _overlap(found, wanted)


def _overlap(found: dict[str, Any], wanted: Wanted) -> errors.CodeTaken | errors.OrganisationHasCode:
    days = {"since": found["valid_from"] or "…", "until": found["valid_to"] or "…"}
    if found["own"]:
        return errors.OrganisationHasCode(
            organisation=wanted.organisation, held=found["code"], code=wanted.code, statement=found["id"], **days
        )
    return errors.CodeTaken(code=wanted.code, organisation=wanted.organisation, holder=found["slug"], **days)
