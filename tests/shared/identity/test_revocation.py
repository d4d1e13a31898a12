"""What is taken back ends within a minute, and nothing else does."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from shared.audit import service as audit
from shared.identity import errors, revocation
from shared.identity.verifier import CACHE_S, Verifier
from shared.kit import db
from shared.kit.clock import FakeClock
from tests import locks
from tests.shared.identity import forged
from tests.shared.identity.test_verifier import KEY, Held

ADMIN = audit.Actor("admin@so-thong-tin-va-truyen-thong", "tests", "so-thong-tin-va-truyen-thong", "request-1")
HOLDER = revocation.Holder("tests", "officer@so-noi-vu")


@pytest.fixture
def clock() -> FakeClock:
    """The instant at which the tokens were made."""
    return FakeClock(dt.datetime.fromtimestamp(forged.NOW, dt.UTC))


@pytest.fixture
def verifier(database: db.Database, clock: FakeClock) -> Verifier:
    """A verifier that asks the database, on the test's clock."""
    return Verifier(
        issuer=forged.ISSUER,
        audience=forged.AUDIENCE,
        source=Held(),
        standing=revocation.standing_in(database),
        seconds=lambda: clock.now().timestamp(),
    )


async def _revoke(database: db.Database, clock: FakeClock, kind: revocation.Kind, value: str) -> dt.datetime:
    async with database.transaction() as session:
        return await revocation.revoke(session, kind, value, reason="laptop lost", actor=ADMIN, now=clock)


def _pass(clock: FakeClock, seconds: float) -> None:
    clock.instant += dt.timedelta(seconds=seconds)


TAKEN_BACK: list[tuple[revocation.Kind, str]] = [
    ("token", "one"),
    ("client", "tests"),
    ("subject", "officer@so-noi-vu"),
]


@pytest.mark.parametrize(("kind", "value"), TAKEN_BACK)
async def test_a_token_in_use_ends_within_a_minute(
    database: db.Database, verifier: Verifier, clock: FakeClock, kind: revocation.Kind, value: str
) -> None:
    token = forged.good(KEY)
    await verifier.principal(token)
    _pass(clock, 1)
    await _revoke(database, clock, kind, value)
    _pass(clock, CACHE_S - 1)
    with pytest.raises(errors.TokenRefused) as caught:
        await verifier.principal(token)
    assert caught.value.message("vi") == "Mã truy cập bị từ chối: mã đã bị thu hồi."
    assert caught.value.message("en") == "The access token was refused: it has been revoked."


@pytest.mark.parametrize("apart_s", [0.0, 0.001, 0.4, 0.999, 1.0, 2.5])
@pytest.mark.parametrize("holder", TAKEN_BACK[1:])
async def test_two_revocations_reach_the_token_between_them(
    database: db.Database, verifier: Verifier, clock: FakeClock, holder: tuple[revocation.Kind, str], apart_s: float
) -> None:
    kind, value = holder
    _pass(clock, 0.1)
    await _revoke(database, clock, kind, value)
    async with database.transaction() as session:
        issued_at = max(int(clock.now().timestamp()), await revocation.earliest_issue(session, HOLDER))
    token = forged.good(KEY, iat=issued_at)
    await verifier.principal(token)
    _pass(clock, apart_s)
    await _revoke(database, clock, kind, value)
    _pass(clock, CACHE_S)
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(token)


@pytest.mark.parametrize(("kind", "value"), TAKEN_BACK)
async def test_a_token_that_is_met_for_the_first_time_ends_at_once(
    database: db.Database, verifier: Verifier, clock: FakeClock, kind: revocation.Kind, value: str
) -> None:
    await _revoke(database, clock, kind, value)
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(forged.good(KEY))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("token", "another"),
        ("token", "tests"),
        ("token", "officer@so-noi-vu"),
        ("client", "one"),
        ("client", "officer@so-noi-vu"),
        ("client", "test"),
        ("subject", "officer@so-noi"),
        ("subject", "tests"),
        ("subject", "OFFICER@so-noi-vu"),
    ],
)
async def test_nobody_elses_token_ends(
    database: db.Database, verifier: Verifier, clock: FakeClock, kind: revocation.Kind, value: str
) -> None:
    await _revoke(database, clock, kind, value)
    await verifier.principal(forged.good(KEY))


@pytest.mark.parametrize(("kind", "value"), TAKEN_BACK[1:])
async def test_a_token_issued_afterwards_is_good_and_one_by_a_clock_that_runs_ahead_is_not(
    database: db.Database, verifier: Verifier, clock: FakeClock, kind: revocation.Kind, value: str
) -> None:
    await verifier.principal(forged.good(KEY))
    _pass(clock, 0.4)
    await _revoke(database, clock, kind, value)
    async with database.transaction() as session:
        earliest = await revocation.earliest_issue(session, HOLDER)
    assert clock.now().timestamp() + 2 <= earliest <= clock.now().timestamp() + 3
    await verifier.principal(forged.good(KEY, iat=earliest, jti="two"))
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(forged.good(KEY, iat=earliest - 1, jti="three"))


async def test_the_latest_revocation_counts_in_whatever_order_they_were_written(
    database: db.Database, verifier: Verifier, clock: FakeClock
) -> None:
    _pass(clock, 500)
    later = await _revoke(database, clock, "subject", "officer@so-noi-vu")
    _pass(clock, -400)
    await _revoke(database, clock, "client", "tests")
    async with database.transaction() as session:
        earliest = await revocation.earliest_issue(session, HOLDER)
        assert await revocation.earliest_issue(session, revocation.Holder("x", "y")) == 0
    assert earliest == later.timestamp()


async def test_who_took_it_back_and_why_is_written_in_the_same_transaction(
    database: db.Database, clock: FakeClock
) -> None:
    async with database.transaction() as session:
        await revocation.revoke(session, "client", "tests", reason="never", actor=ADMIN, now=clock)
        await session.rollback()
    await _revoke(database, clock, "subject", "officer@so-noi-vu")
    (kept,) = await database.reader.rows("SELECT * FROM revocations")
    assert (kept["reason"], kept["revoked_by"], kept["revoked_at"]) == ("laptop lost", ADMIN.subject, clock.now())
    (row,) = await database.reader.rows("SELECT * FROM audit_entries")
    assert (row["action"], row["entity_kind"], row["entity_id"]) == (
        *("tokens.revoke", "tokens_of_subject", "officer@so-noi-vu"),
    )
    assert "laptop lost" in row["after"]


async def test_a_revocation_waits_for_tokens_that_are_being_issued_and_takes_them_back(
    database: db.Database, clock: FakeClock
) -> None:
    """Rights read before the change, a signature after it: such a token must not look younger than the revocation."""
    async with database.transaction() as issuing:
        await revocation.hold(issuing, HOLDER)
        async with database.transaction() as other:  # issuing does not wait for issuing
            await revocation.hold(other, HOLDER)
        revoking = asyncio.create_task(_revoke(database, clock, "subject", "officer@so-noi-vu"))
        await locks.until_waiting(database, revoking)
        _pass(clock, 5)
        issued_at = int(clock.now().timestamp())
    assert (await revoking).timestamp() > issued_at


async def test_without_the_database_nobody_is_let_in(verifier: Verifier, database: db.Database) -> None:
    await database.close()
    with pytest.raises(Exception, match=r"closed|DatabaseBusy"):
        await verifier.principal(forged.good(KEY))
    with pytest.raises(errors.TokenRefused):  # a forgery is told so all the same
        await verifier.principal(forged.good(forged.new_key("main")))
