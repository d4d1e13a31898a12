"""Who proves to be a service account, and until when."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from shared.identity import accounts, errors
from shared.kit import db

NOW = dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


async def _account(
    database: db.Database, *, secrets: dict[str, dt.datetime | None], organisation: str | None = "so-noi-vu"
) -> str:
    """An account with these secrets and their ends; its client id."""
    account, client_id = uuid.uuid4(), f"sa-{uuid.uuid4().hex[:20]}"
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO service_accounts (id, client_id, name, organisation_id, scopes, created_by, created_at)"
            " VALUES (:id, :client_id, 'LGSP', (SELECT id FROM organisations WHERE slug = :slug),"
            " ARRAY['targets:read'], 'admin', :now)",
            id=account,
            client_id=client_id,
            slug=organisation,
            now=NOW,
        )
        for secret, end in secrets.items():
            await db.execute(
                session,
                "INSERT INTO service_account_secrets VALUES (:hash, :id, :now,"
                " coalesce(CAST(:end AS timestamptz), 'infinity'))",
                hash=accounts.digest(secret),
                id=account,
                now=NOW,
                end=end,
            )
    return client_id


async def test_each_living_secret_opens_the_account(database: db.Database) -> None:
    client = await _account(database, secrets={"old": LATER, "new": None})
    of_new = await accounts.authenticate(database.reader, client, "new", NOW)
    assert of_new == accounts.Account(client, "so-noi-vu", frozenset({"targets:read"}), None)
    assert (await accounts.authenticate(database.reader, client, "old", NOW)).expires_at == LATER


async def test_an_account_may_belong_to_no_organisation(database: db.Database) -> None:
    client = await _account(database, secrets={"new": None}, organisation=None)
    assert (await accounts.authenticate(database.reader, client, "new", NOW)).organisation is None


@pytest.mark.parametrize(
    ("client", "secret", "at"),
    [
        (None, "wrong", NOW),
        (None, "", NOW),
        (None, "\ud800", NOW),
        (None, "old", LATER),
        ("sa-unknown", "new", NOW),
        ("sa-\x00", "new", NOW),
        ("", "new", NOW),
    ],
)
async def test_all_else_is_refused_alike(
    database: db.Database, client: str | None, secret: str, at: dt.datetime
) -> None:
    known = await _account(database, secrets={"old": LATER, "new": None})
    with pytest.raises(errors.ClientRefused) as refused:
        await accounts.authenticate(database.reader, known if client is None else client, secret, at)
    assert refused.value.facts == {}


@pytest.mark.parametrize("change", ["disabled_at = now()", f"expires_at = '{NOW.isoformat()}'"])
async def test_a_disabled_or_expired_account_is_refused(database: db.Database, change: str) -> None:
    client = await _account(database, secrets={"new": None})
    async with database.transaction() as session:
        await db.execute(session, f"UPDATE service_accounts SET {change}")
    with pytest.raises(errors.ClientRefused):
        await accounts.authenticate(database.reader, client, "new", NOW)
