"""All SQL of changes: what is stated, the changes, and the rows that the fold makes of both."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from shared.kit import db
from shared.organisations.changes import rows
from shared.organisations.changes.values import (
    Change,
    Duty,
    Membership,
    Passing,
    Register,
    Statements,
    Succession,
    Version,
)

Said = TypeVar("Said", Version, Duty, Membership, Succession)
# A change is in force until it is closed, or another one in force says it anew.
IN_FORCE = (
    "c.superseded_at = 'infinity' AND NOT EXISTS (SELECT FROM organisation_changes r"
    " WHERE r.replaces = c.id AND r.superseded_at = 'infinity')"
)


@dataclass(frozen=True)
class Difference(Generic[Said]):
    """What a table no longer holds from now on, and what it holds instead."""

    closed: tuple[Said, ...]
    added: tuple[Said, ...]

    @property
    def count(self) -> int:
        """Rows changed."""
        return len(self.closed) + len(self.added)


async def lock(session: db.Session) -> dt.datetime:
    """Keep others from changing the register until this transaction ends; the instant from which its rows are known.

    The time of the transaction may lie before what another one recorded while this one waited.
    """
    await db.execute(session, "SELECT pg_advisory_xact_lock(hashtextextended('register', 0))")
    row = await db.fetch_one(session, "SELECT clock_timestamp() AS now")
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    instant: dt.datetime = row["now"]
    return instant


async def hold(session: db.Session) -> None:
    """Keep the register as it is until this transaction ends; several may hold it at once."""
    await db.execute(session, "SELECT pg_advisory_xact_lock_shared(hashtextextended('register', 0))")


async def current(session: db.Session) -> Register:
    """What the fold has made, as known now."""
    return Register(
        frozenset(rows.version_of(row) for row in await _current(session, _VERSIONS.name)),
        frozenset(rows.duty_of(row) for row in await _current(session, _DUTIES.name)),
        frozenset(rows.membership_of(row) for row in await _current(session, _MEMBERS.name)),
        frozenset(rows.succession_of(row) for row in await _current(session, _SUCCESSIONS.name)),
        (),
    )


async def successions_after(session: db.Session, organisation: uuid.UUID) -> list[Succession]:
    """Who took the place of an organisation, and of those in turn."""
    found = await db.fetch(session, db.statement(__package__ or "", "successions_after"), organisation=organisation)
    return [rows.succession_of(row) for row in found]


async def install_statements(session: db.Session, stated: Mapping[str, Sequence[Any]], instant: dt.datetime) -> int:
    """Make these the catalog's statements; rows closed or written. `stated`: columns by table."""
    changed = 0
    for table, wanted in stated.items():
        held = await _current(session, table, "AND stated_by = 'catalog'")
        changed += await _replace(session, table, held, wanted, instant)
    return changed


async def add_statement(session: db.Session, table: str, row: Mapping[str, Any], instant: dt.datetime) -> None:
    """State something by API."""
    await _insert(session, table, [{**row, "stated_by": "api"}], instant)


async def statements(session: db.Session) -> Statements:
    """What is stated, by catalog and API."""
    return Statements(
        tuple(rows.version_of(row) for row in await _current(session, "organisation_version_statements")),
        tuple(rows.duty_of(row) for row in await _current(session, "organisation_duty_statements")),
        tuple(rows.membership_of(row) for row in await _current(session, "organisation_member_statements")),
    )


async def changes(session: db.Session) -> list[Change]:
    """The changes in force, in the order of effective day and recording."""
    found = await db.fetch(
        session, f"SELECT c.* FROM organisation_changes c WHERE {IN_FORCE} ORDER BY c.effective_on, c.place"
    )
    parts: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for part in await db.fetch(
        session,
        "SELECT p.* FROM organisation_change_parts p JOIN organisation_changes c ON c.id = p.change_id"
        f" WHERE {IN_FORCE}",
    ):
        parts[part["change_id"]].append(part)
    return [rows.change_of(row, parts[row["id"]]) for row in found]


async def install_changes(session: db.Session, stated: Sequence[Mapping[str, Any]], instant: dt.datetime) -> int:
    """Make these the catalog's changes; the number closed, opened again or written. `parts`: the columns of each part.

    The id is made of everything a change says, so that one with a known id says the same.
    """
    ids = [change["id"] for change in stated]
    closed = await db.execute(
        session,
        "UPDATE organisation_changes SET superseded_at = :instant WHERE superseded_at = 'infinity'"
        " AND stated_by = 'catalog' AND id <> ALL (CAST(:ids AS uuid[]))",
        ids=ids,
        instant=instant,
    )
    opened = await db.execute(
        session,
        "UPDATE organisation_changes SET superseded_at = 'infinity' WHERE superseded_at < 'infinity'"
        " AND stated_by = 'catalog' AND id = ANY (CAST(:ids AS uuid[]))",
        ids=ids,
    )
    known = await db.fetch(
        session, "SELECT id FROM organisation_changes WHERE id = ANY (CAST(:ids AS uuid[]))", ids=ids
    )
    held = {row["id"] for row in known}
    new = [change for change in stated if change["id"] not in held]
    for change in new:
        await add_change(session, change, instant)
    return closed + opened + len(new)


async def add_change(session: db.Session, change: Mapping[str, Any], instant: dt.datetime) -> None:
    """Record a change with its parts."""
    said = {name: value for name, value in change.items() if name != "parts"}
    await _insert(session, "organisation_changes", [said], instant)
    parts = [{"change_id": change["id"], **part} for part in change["parts"]]
    await _insert_all(session, "organisation_change_parts", parts)


async def found(session: db.Session, identities: Sequence[Mapping[str, Any]]) -> None:
    """Add organisations that begin with a change."""
    await _insert_all(session, "organisations", identities)


async def ids_of(session: db.Session, keys: Sequence[str]) -> dict[str, uuid.UUID]:
    """The id of each organisation named by slug or id; who is not in the register is missing."""
    found_ = await db.fetch(
        session,
        "SELECT k.key, o.id FROM unnest(CAST(:keys AS text[])) AS k (key) JOIN organisations o"
        " ON o.slug = k.key OR CAST(o.id AS text) = lower(k.key)",
        keys=[key for key in keys if "\x00" not in key],
    )
    return {row["key"]: row["id"] for row in found_}


async def slugs_of(session: db.Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The slug of each organisation."""
    known = await db.fetch(
        session, "SELECT id, slug FROM organisations WHERE id = ANY (CAST(:ids AS uuid[]))", ids=list(ids)
    )
    return {row["id"]: row["slug"] for row in known}


async def named(session: db.Session) -> dict[uuid.UUID, str]:
    """The slug of every organisation and every group."""
    known = await db.fetch(
        session, "SELECT id, slug FROM organisations UNION ALL SELECT id, slug FROM organisation_groups"
    )
    return {row["id"]: row["slug"] for row in known}


async def passings(session: db.Session) -> list[Passing]:
    """Who stands in whose place by which change; nobody where a change says so no more."""
    found_ = await db.fetch(session, db.statement(__package__ or "", "passings"))
    return [
        Passing(
            row["change_id"], row["predecessor_id"], tuple(row["successors"]), row["effective_on"], row["certainty"]
        )
        for row in found_
    ]


async def is_in_force(session: db.Session, change: uuid.UUID) -> bool:
    """Whether a change is neither closed nor stated anew by another one."""
    row = await db.fetch_one(
        session, f"SELECT 1 FROM organisation_changes c WHERE c.id = :id AND {IN_FORCE}", id=change
    )
    return row is not None


@dataclass(frozen=True)
class Differences:
    """What a new fold changes in the register."""

    versions: Difference[Version]
    duties: Difference[Duty]
    memberships: Difference[Membership]
    successions: Difference[Succession]

    @property
    def count(self) -> int:
        """Rows changed."""
        return self.versions.count + self.duties.count + self.memberships.count + self.successions.count


@dataclass(frozen=True)
class _Table(Generic[Said]):
    """A table that the fold fills, and how its rows are read and written."""

    name: str
    read: Callable[[Mapping[str, Any]], Said]
    write: Callable[[Said], dict[str, Any]]


_VERSIONS = _Table("organisation_versions", rows.version_of, rows.of_version)
_DUTIES = _Table("organisation_duties", rows.duty_of, rows.of_duty)
_MEMBERS = _Table("organisation_group_members", rows.membership_of, rows.of_membership)
_SUCCESSIONS = _Table("organisation_successions", rows.succession_of, rows.of_succession)


async def bring_to(session: db.Session, register: Register, instant: dt.datetime) -> Differences:
    """Write what the fold has made: close what no longer holds, add what does, leave everything else alone."""
    return Differences(
        await _bring(session, _VERSIONS, register.versions, instant),
        await _bring(session, _DUTIES, register.duties, instant),
        await _bring(session, _MEMBERS, register.memberships, instant),
        await _bring(session, _SUCCESSIONS, register.successions, instant),
    )


async def _bring(
    session: db.Session, table: _Table[Said], wanted: frozenset[Said], instant: dt.datetime
) -> Difference[Said]:
    held = {table.read(row): row["id"] for row in await _current(session, table.name)}
    closed = [said for said in held if said not in wanted]
    added = sorted((said for said in wanted if said not in held), key=lambda one: str(table.write(one)))
    await _close(session, table.name, [held[said] for said in closed], instant)
    await _insert(session, table.name, [table.write(said) for said in added], instant)
    return Difference(tuple(closed), tuple(added))


async def _replace(
    session: db.Session, table: str, held: db.Rows, wanted: Sequence[Mapping[str, Any]], instant: dt.datetime
) -> int:
    """Close and add so that the table holds exactly these rows of the catalog."""
    if not wanted:
        await _close(session, table, [row["id"] for row in held], instant)
        return len(held)
    columns = list(wanted[0])
    known = {_said(row, columns): row["id"] for row in held}
    stated = {_said(row, columns): row for row in wanted}
    gone = [key for said, key in known.items() if said not in stated]
    new = [row for said, row in stated.items() if said not in known]
    await _close(session, table, gone, instant)
    await _insert(session, table, new, instant)
    return len(gone) + len(new)


def _said(row: Mapping[str, Any], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(rows.day(row[name]) if isinstance(row[name], dt.date) else str(row[name]) for name in columns)


async def _current(session: db.Session, table: str, more: str = "") -> db.Rows:
    return await db.fetch(session, f"SELECT * FROM {table} WHERE superseded_at = 'infinity' {more}")


async def _close(session: db.Session, table: str, ids: Sequence[uuid.UUID], instant: dt.datetime) -> None:
    if ids:
        await db.execute(
            session,
            f"UPDATE {table} SET superseded_at = :instant WHERE id = ANY (CAST(:ids AS uuid[]))",
            ids=list(ids),
            instant=instant,
        )


async def _insert(session: db.Session, table: str, given: Sequence[Mapping[str, Any]], instant: dt.datetime) -> None:
    """Add rows as known from the instant on; one without an id gets one."""
    if not given:
        return
    columns = ", ".join(name for name in given[0] if name != "id")
    await db.execute(
        session,
        f"INSERT INTO {table} (id, {columns}, recorded_at) SELECT COALESCE(id, gen_random_uuid()), {columns}, :instant"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
        rows=_json(given),
        instant=instant,
    )


async def _insert_all(session: db.Session, table: str, given: Sequence[Mapping[str, Any]]) -> None:
    """Add rows as they are."""
    if given:
        columns = ", ".join(given[0])
        await db.execute(
            session,
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))",
            rows=_json(given),
        )


def _json(given: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(given), default=str).decode()
