"""Which organisation and roles a person has on a day."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from shared.identity import people
from shared.kit import db

FIRST, LAST = dt.date(2022, 11, 1), dt.date(2022, 11, 30)


@pytest.mark.parametrize(
    ("issuer", "subject", "day", "assigned"),
    [
        ("keycloak", "an", FIRST - dt.timedelta(days=1), False),
        ("keycloak", "an", FIRST, True),
        ("keycloak", "an", LAST, True),
        ("keycloak", "an", LAST + dt.timedelta(days=1), False),
        ("keycloak", "binh", FIRST, False),
        ("wso2", "an", FIRST, False),
        ("keycloak", "an\x00", FIRST, False),
    ],
)
async def test_from_the_first_day_to_the_last(
    database: db.Database, issuer: str, subject: str, day: dt.date, *, assigned: bool
) -> None:
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO role_assignments (id, issuer, subject, organisation_id, roles, first_on, last_on, reason,"
            " assigned_by, assigned_at) SELECT :id, 'keycloak', 'an', id, ARRAY['reporter', 'approver'], :first, :last,"
            " 'QĐ 12', 'admin', now() FROM organisations WHERE slug = 'so-noi-vu'",
            id=uuid.uuid4(),
            first=FIRST,
            last=LAST,
        )
    found = await people.assignment_of(database.reader, issuer, subject, day)
    until = dt.datetime(2022, 11, 30, 17, tzinfo=dt.UTC)  # when the last day ends in the province
    expected = people.Assignment("so-noi-vu", frozenset({"reporter", "approver"}), until)
    assert found == (expected if assigned else None)
