"""All SQL of service accounts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from shared.kit import db, names
from shared.kit.where import Where

_PACKAGE = __package__ or ""


async def find_credentials(reader: db.Reader, client_id: str, now: dt.datetime) -> dict[str, Any] | None:
    """What a client may show now: `organisation` (slug), `scopes`, `expires_at`, and side by side the `hashes` and
    `ends` of its living secrets. None when there is no such account, or it is disabled or has expired."""
    return await reader.row(
        "SELECT a.client_id, o.slug AS organisation, a.scopes, nullif(a.expires_at, 'infinity') AS expires_at,"
        " array_agg(s.sha256 ORDER BY s.issued_at, s.sha256) AS hashes,"
        " array_agg(nullif(s.valid_until, 'infinity') ORDER BY s.issued_at, s.sha256) AS ends"
        " FROM service_accounts a JOIN service_account_secrets s ON s.account_id = a.id AND s.valid_until > $2"
        " LEFT JOIN organisations o ON o.id = a.organisation_id"
        " WHERE a.client_id = $1 AND a.disabled_at IS NULL AND a.expires_at > $2 GROUP BY a.id, o.slug",
        client_id,
        now,
    )


async def page(
    reader: db.Reader,
    now: dt.datetime,
    *,
    organisation: uuid.UUID | None,
    state: str | None,
    after: tuple[Any, ...],
    limit: int,
    total: bool,
) -> bytes:
    """A page of accounts, newest first, as JSON with `next_keys`. Grain: one account."""
    filters = Where(now, limit)
    filters.add("a.organisation_id = {0}", organisation)
    filters.add(f"{_STATE.format(now='$1')} = {{0}}", state)
    everything = str(filters)
    filters.add("(a.created_at, a.id) < ({0}, {1})", *after)
    counted = f", 'total', (SELECT count(*) FROM service_accounts a WHERE true {everything})" if total else ""
    sql = db.statement(_PACKAGE, "accounts_page").format(item=_item("$1"), where=filters, total=counted)
    return await reader.json(sql, *filters.args) or b""


async def find(reader: db.Reader, account: str, now: dt.datetime) -> dict[str, Any] | None:
    """`version` and `body` (JSON) of an account by id or client id."""
    return await reader.row(
        f"SELECT a.version, CAST({_item('$1')} AS text) AS body FROM service_accounts a WHERE a.id = $2"
        " OR a.client_id = $3",
        now,
        names.uuid_or_none(account),
        account,
    )


async def lock(session: db.Session, account: str, now: dt.datetime) -> dict[str, Any] | None:
    """The columns of an account by id or client id, and how many secrets are `living`; others wait for this end."""
    await db.execute(
        session,
        "SELECT 1 FROM service_accounts WHERE id = CAST(:id AS uuid) OR client_id = :client_id FOR UPDATE",
        id=names.uuid_or_none(account),
        client_id=account,
    )
    return await db.fetch_one(
        session,
        "SELECT a.id, a.client_id, a.name, o.slug AS organisation, a.scopes, nullif(a.expires_at, 'infinity')"
        " AS expires_at, a.disabled_at, a.version, (SELECT count(*) FROM service_account_secrets s"
        " WHERE s.account_id = a.id AND s.valid_until > :now) AS living FROM service_accounts a"
        " LEFT JOIN organisations o ON o.id = a.organisation_id"
        " WHERE a.id = CAST(:id AS uuid) OR a.client_id = :client_id",
        id=names.uuid_or_none(account),
        client_id=account,
        now=now,
    )


async def view(session: db.Session, account: uuid.UUID, now: dt.datetime) -> dict[str, Any]:
    """`version` and `body` (JSON) of an account as this transaction sees it."""
    return await db.fetch_written(
        session,
        f"SELECT a.version, CAST({_item(':now')} AS text) AS body FROM service_accounts a WHERE a.id = :id",
        id=account,
        now=now,
    )


async def add(
    session: db.Session,
    *,
    account: uuid.UUID,
    client_id: str,
    name: str,
    organisation: uuid.UUID | None,
    scopes: Sequence[str],
    expires_at: dt.datetime | None,
    created_by: str,
    now: dt.datetime,
) -> None:
    """Store an account, still without a secret."""
    await db.execute(
        session,
        "INSERT INTO service_accounts (id, client_id, name, organisation_id, scopes, expires_at, created_by,"
        " created_at) VALUES (:id, :client_id, :name, :organisation, CAST(:scopes AS text[]),"
        " coalesce(CAST(:expires_at AS timestamptz), 'infinity'), :created_by, :now)",
        id=account,
        client_id=client_id,
        name=name,
        organisation=organisation,
        scopes=list(scopes),
        expires_at=expires_at,
        created_by=created_by,
        now=now,
    )


async def change(
    session: db.Session, account: uuid.UUID, *, name: str, scopes: Sequence[str], expires_at: dt.datetime | None
) -> None:
    """Write what may change of an account, as its next version."""
    await db.execute(
        session,
        "UPDATE service_accounts SET name = :name, scopes = CAST(:scopes AS text[]), version = version + 1,"
        " expires_at = coalesce(CAST(:expires_at AS timestamptz), 'infinity') WHERE id = :id",
        id=account,
        name=name,
        scopes=list(scopes),
        expires_at=expires_at,
    )


async def disable(session: db.Session, account: uuid.UUID, now: dt.datetime) -> None:
    """End an account with all its secrets, for good."""
    await end_secrets(session, account, now)
    await db.execute(
        session,
        "UPDATE service_accounts SET disabled_at = :now, version = version + 1 WHERE id = :id",
        id=account,
        now=now,
    )


async def end_secrets(session: db.Session, account: uuid.UUID, at: dt.datetime) -> None:
    """Let the account's secrets end at this instant; one that ends before keeps its end."""
    await db.execute(
        session,
        "UPDATE service_account_secrets SET valid_until = :at WHERE account_id = :id AND valid_until > :at",
        id=account,
        at=at,
    )


async def add_secret(session: db.Session, account: uuid.UUID, sha256: bytes, now: dt.datetime) -> None:
    """Store the hash of a new secret, which works until it is ended."""
    await db.execute(
        session,
        "INSERT INTO service_account_secrets (sha256, account_id, issued_at) VALUES (:sha256, :id, :now)",
        sha256=sha256,
        id=account,
        now=now,
    )


async def next_version(session: db.Session, account: uuid.UUID) -> None:
    """Raise the version: something that belongs to the account has changed."""
    await db.execute(session, "UPDATE service_accounts SET version = version + 1 WHERE id = :id", id=account)


_STATE = (
    "CASE WHEN a.disabled_at IS NOT NULL THEN 'disabled' WHEN a.expires_at <= {now} THEN 'expired' ELSE 'active' END"
)


def _item(now: str) -> str:
    return db.statement(_PACKAGE, "accounts_item").format(now=now, state=_STATE.format(now=now))
