"""Whatever administrators do in whatever order, a secret works exactly as long as was promised of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.audit.acting import Acting
from shared.audit.service import Actor
from shared.identity import accounts, accounts_errors, errors
from shared.kit import db
from shared.kit.clock import FakeClock

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
GRACES = (0, 1, 60, 3600)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("rotate"), st.sampled_from(GRACES)),
        st.tuples(st.just("wait"), st.sampled_from((1, 59, 60, 3599))),
        st.tuples(st.just("expire"), st.sampled_from((30, 4000))),
        st.tuples(st.just("extend"), st.just(0)),
        st.tuples(st.just("disable"), st.just(0)),
    ),
    max_size=12,
)


@dataclass
class Promised:
    """What each secret was promised: the instant from which it opens nothing."""

    ends: dict[str, dt.datetime] = field(default_factory=dict)
    expires_at: dt.datetime = NEVER
    disabled: bool = False

    def opens(self, secret: str, now: dt.datetime) -> bool:
        """Whether the secret opens the account now."""
        return not self.disabled and now < self.expires_at and now < self.ends[secret]

    def living(self, now: dt.datetime) -> int:
        """How many secrets have not ended."""
        return sum(1 for end in self.ends.values() if now < end)


@dataclass
class Walk:
    """An administrator at one account, and what its secrets were promised."""

    database: db.Database
    acting: Acting
    clock: FakeClock
    client: str
    promised: Promised

    async def step(self, name: str, amount: int) -> None:
        """One step, at the product and in what was promised; what is refused changes neither."""
        now = self.clock.now()
        try:
            await getattr(self, f"_{name}")(now, dt.timedelta(seconds=amount))
        except accounts_errors.AccountDisabled:
            assert self.promised.disabled
        except accounts_errors.TooManySecrets:
            assert self.promised.living(now) >= accounts.MOST_SECRETS
        else:
            assert not self.promised.disabled or name in ("disable", "wait")

    async def opens(self, secret: str) -> bool:
        """Whether the product lets this secret in now."""
        try:
            account = await accounts.authenticate(self.database.reader, self.client, secret, self.clock.now())
        except errors.ClientRefused:
            return False
        assert account.expires_at is None or account.expires_at > self.clock.now()
        return True

    async def _wait(self, _: dt.datetime, span: dt.timedelta) -> None:
        self.clock.instant += span

    async def _rotate(self, now: dt.datetime, grace: dt.timedelta) -> None:
        async with self.database.transaction() as session:
            issued = await accounts.rotate(session, self.acting, self.client, grace, match=lambda _: None)
        self.promised.ends = {secret: min(end, now + grace) for secret, end in self.promised.ends.items()}
        self.promised.ends[issued.secret] = NEVER

    async def _disable(self, _: dt.datetime, __: dt.timedelta) -> None:
        async with self.database.transaction() as session:
            await accounts.disable(session, self.acting, self.client, match=lambda _: None)
        self.promised.disabled = True

    async def _expire(self, now: dt.datetime, span: dt.timedelta) -> None:
        await self._change(now + span)

    async def _extend(self, _: dt.datetime, __: dt.timedelta) -> None:
        await self._change(None)

    async def _change(self, until: dt.datetime | None) -> None:
        async with self.database.transaction() as session:
            await accounts.change(
                session,
                self.acting,
                self.client,
                lambda held: accounts.Content(held.name, held.scopes, until),
                match=lambda _: None,
            )
        self.promised.expires_at = until or NEVER


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_a_secret_works_as_long_as_was_promised(database: db.Database, steps: list[tuple[str, int]]) -> None:
    clock = FakeClock(dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC))
    acting = Acting(Actor("admin", "tests", "", ""), clock)
    async with database.transaction() as session:
        made = await accounts.create(session, acting, accounts.Content("LGSP", ["targets:read"], None), None)
    walk = Walk(database, acting, clock, made.account["client_id"], Promised({made.secret: NEVER}))
    for name, amount in steps:
        await walk.step(name, amount)
        for secret in walk.promised.ends:
            assert await walk.opens(secret) == walk.promised.opens(secret, clock.now()), steps
