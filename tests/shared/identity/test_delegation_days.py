"""On which days, in which organisation and for which roles a delegation counts, whatever they are."""

from __future__ import annotations

import datetime as dt
import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.audit.service import Actor
from shared.identity import delegations, values
from shared.identity import delegations_rules as rules
from shared.kit import db
from shared.kit.clock import PROVINCE, FakeClock

TODAY = dt.date(2022, 11, 1)
ROLES = st.frozensets(st.sampled_from(sorted(rules.ROLES)), min_size=1)
EVERY_ROLE = frozenset(values.ROLES)


def person(subject: str, *roles: str, organisation: str = "so-noi-vu") -> values.Principal:
    """A caller with these roles."""
    return values.Principal(subject, "tests", organisation, frozenset(roles), frozenset(), "t", 0, 0)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begins=st.integers(-3, 3),
    days=st.integers(0, 3),
    minutes=st.integers(-8 * 1440, 8 * 1440),
    lent=ROLES,
    wanted=ROLES,
    revoked=st.booleans(),
    same=st.booleans(),
)
async def test_it_counts_from_the_first_day_to_the_last(
    database: db.Database,
    *,
    begins: int,
    days: int,
    minutes: int,
    lent: frozenset[str],
    wanted: frozenset[str],
    revoked: bool,
    same: bool,
) -> None:
    first, taker = TODAY + dt.timedelta(days=begins), f"taker-{uuid.uuid4()}"
    last = max(first + dt.timedelta(days=days), TODAY)
    clock = FakeClock(dt.datetime.combine(TODAY, dt.time(9), tzinfo=PROVINCE))
    acting = delegations.Acting(person("giver", *lent), Actor("giver", "tests", "so-noi-vu", ""), clock)
    async with database.transaction() as session:
        body = delegations.Wanted(taker, sorted(lent), first, last, "12/UQ", "Đi công tác")
        given_ = await delegations.give(session, acting, body)
        if revoked:
            await delegations.revoke(session, acting, given_.id, "Đã về", match=lambda _: None)
    clock.instant += dt.timedelta(minutes=minutes)
    local_day = clock.instant.astimezone(PROVINCE).date()
    holder = person(taker, "reporter", organisation="so-noi-vu" if same else "so-tai-chinh")
    found = await delegations.find(database.reader, holder, wanted, clock.today())
    counts = first <= local_day <= last and not revoked and same and bool(lent & wanted)
    assert (found is not None) is counts
    if found is not None:
        assert (found.id, found.from_subject, found.roles) == (given_.id, "giver", lent)
    assert await delegations.find(database.reader, person(taker, "system"), wanted, clock.today()) is None


@given(own=st.frozensets(st.sampled_from(sorted(EVERY_ROLE - {"system"})), min_size=1), lent=ROLES, wanted=ROLES)
def test_what_was_lent_can_be_told_from_what_is_ones_own(
    own: frozenset[str], lent: frozenset[str], wanted: frozenset[str]
) -> None:
    """The guard lends only where no own role suffices; without what was lent the person is who they were."""
    holder = person("taker", *own)
    one = rules.Delegation(uuid.uuid4(), "so-noi-vu", "giver", lent, TODAY, TODAY)
    if lent & wanted and not own & wanted:
        acting = rules.widened(holder, one, wanted)
        assert acting.roles == own | (lent & wanted)
        assert (acting.subject, acting.acting_for) == ("taker", "giver")
        assert rules.persons(acting) == {"taker", "giver"}
        assert rules.own(acting) == holder
    reading = rules.reading(holder, [one], TODAY)
    assert reading.roles == own | lent
    assert reading.acting_for is None
    assert rules.own(reading) == holder
    assert rules.persons(reading) == {"taker"}
    for away in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)):
        assert rules.reading(holder, [one], away) == holder
