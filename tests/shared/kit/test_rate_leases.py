"""Budgets of callers: what is counted exactly, what a lease costs, what happens while the count is away."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator

import pytest
from limits.aio.storage import RedisStorage
from redis.exceptions import ConnectionError as RedisAway

from shared.kit import errors
from shared.kit.web import rate_leases
from tests import servers

EXACT = rate_leases.Policy("exact", 10, 60)
LEASED = rate_leases.Policy("leased", 640, 60)
QUOTA = 640


@dataclasses.dataclass
class Time:
    """Seconds that pass when a test says so."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclasses.dataclass
class Counted:
    """A counter in memory, of the current window only, that can be away; it notes how often it was asked."""

    taken: dict[str, int] = dataclasses.field(default_factory=dict)
    before: int = 0
    seconds_left: float = 30.0
    away: bool = False
    asked: int = 0

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """As the library's storage."""
        await self._reach()
        return self.before, self.seconds_left, self.taken.get(key, 0), expiry + self.seconds_left

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """As the library's storage."""
        await self._reach()
        count = self.taken.get(key, 0) + int(self.before * self.seconds_left / expiry)
        if count + amount > limit:
            return False
        self.taken[key] = self.taken.get(key, 0) + amount
        return True

    async def answers(self) -> bool:
        """Whether it is there."""
        self.asked += 1
        return not self.away

    async def _reach(self) -> None:
        self.asked += 1
        await asyncio.sleep(0)  # others run meanwhile, as they do while Redis is asked
        if self.away:
            raise RedisAway


def _leases(counter: Counted, time: Time, *, fail_closed: bool = False) -> rate_leases.Leases:
    return rate_leases.Leases(counter, seconds=time, answers=counter.answers, fail_closed=fail_closed)


async def _until_refused(leases: rate_leases.Leases, policy: rate_leases.Policy, caller: str = "a") -> int:
    spent = 0
    while True:
        try:
            await leases.spend(policy, caller)
        except rate_leases.QuotaExceeded:
            return spent
        spent += 1


def test_a_rate_is_read_as_the_library_reads_it() -> None:
    assert rate_leases.policy("client", "600/minute") == rate_leases.Policy("client", 600, 60)
    assert rate_leases.policy("client", "5 per 2 hour") == rate_leases.Policy("client", 5, 7_200)
    assert rate_leases.policy("client", " ") is None
    with pytest.raises(ValueError, match="couldn't parse"):
        rate_leases.policy("client", "many")


async def test_a_small_quota_is_counted_one_by_one_and_then_refused() -> None:
    leases = _leases(Counted(), Time())
    standings = [await leases.spend(EXACT, "a") for _ in range(10)]
    assert [one.remaining for one in standings if one] == list(range(9, -1, -1))
    assert {one.seconds for one in standings if one} == {30}
    with pytest.raises(rate_leases.QuotaExceeded) as refused:
        await leases.spend(EXACT, "a")
    assert refused.value.facts == {"quota": 10, "window": 60, "retry_after": 30, "policy": "exact"}
    assert await leases.spend(EXACT, "b") is not None


async def test_most_requests_of_a_large_quota_ask_nobody() -> None:
    counter = Counted()
    leases = _leases(counter, Time())
    assert await _until_refused(leases, LEASED) == QUOTA
    assert counter.asked == 2 * QUOTA // LEASED.lease + 1


async def test_many_requests_at_once_share_one_lease() -> None:
    counter = Counted()
    leases = _leases(counter, Time())
    await asyncio.gather(*(leases.spend(LEASED, "a") for _ in range(LEASED.lease)))
    assert counter.asked == 2
    assert sum(counter.taken.values()) == LEASED.lease


async def test_a_refused_caller_asks_once_in_a_second() -> None:
    counter, time = Counted(), Time()
    leases = _leases(counter, time)
    await _until_refused(leases, EXACT)
    asked = counter.asked
    for _ in range(100):
        with pytest.raises(rate_leases.QuotaExceeded):
            await leases.spend(EXACT, "a")
    assert counter.asked == asked
    counter.taken.clear()  # somebody raised the limit, or the window ended
    time.now += rate_leases.REFUSED_S
    assert await leases.spend(EXACT, "a") is not None


async def test_what_the_window_before_leaves_is_told_to_the_second() -> None:
    """10 in the window before, half of which still counts; each fades for 6 s."""
    counter = Counted(before=10)
    leases = _leases(counter, Time())
    assert await _until_refused(leases, EXACT) == 5
    with pytest.raises(rate_leases.QuotaExceeded) as refused:
        await leases.spend(EXACT, "a")
    assert refused.value.facts["retry_after"] == 1  # any moment later 4 of them count
    counter.taken[next(iter(counter.taken))] = 7  # another process was let in
    with pytest.raises(rate_leases.QuotaExceeded) as refused:
        await _leases(counter, Time()).spend(EXACT, "a")
    assert refused.value.facts["retry_after"] == 30 - 3 * 6


async def test_a_lease_ends_with_its_window() -> None:
    counter, time = Counted(), Time()
    leases = _leases(counter, time)
    await leases.spend(LEASED, "a")
    time.now += LEASED.window_s
    await leases.spend(LEASED, "a")
    assert sum(counter.taken.values()) == 2 * LEASED.lease


async def test_while_the_count_is_away_requests_pass_and_nobody_waits() -> None:
    counter, time = Counted(away=True), Time()
    leases = _leases(counter, time)
    assert [await leases.spend(EXACT, "a") for _ in range(50)] == [None] * 50
    assert counter.asked == 1
    counter.away = False
    time.now += rate_leases.PAUSE_S
    assert await leases.spend(EXACT, "a") is None  # asked for in the background
    await asyncio.sleep(0)
    assert await leases.spend(EXACT, "a") is not None


async def test_while_the_count_is_away_requests_are_refused_when_told_so() -> None:
    leases = _leases(Counted(away=True), Time(), fail_closed=True)
    for _ in range(3):
        with pytest.raises(errors.Unavailable) as refused:
            await leases.spend(EXACT, "a")
        assert refused.value.facts["retry_after"] == 1


async def test_a_lease_is_spent_even_while_the_count_is_away() -> None:
    counter = Counted()
    leases = _leases(counter, Time(), fail_closed=True)
    await leases.spend(LEASED, "a")
    counter.away = True
    for _ in range(LEASED.lease - 1):
        assert await leases.spend(LEASED, "a") is not None
    with pytest.raises(errors.Unavailable):
        await leases.spend(LEASED, "a")


async def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_leases, "MOST_CALLERS", 3)
    counter = Counted()
    leases = _leases(counter, Time())
    for caller in ("a", "b", "c", "a", "d"):  # b is the one not seen for longest
        await leases.spend(LEASED, caller)
    asked = counter.asked
    await leases.spend(LEASED, "a")
    assert counter.asked == asked
    await leases.spend(LEASED, "b")
    assert counter.asked == asked + 2


# --- with Redis ---


@pytest.fixture
async def storage(server_urls: servers.Urls) -> AsyncIterator[RedisStorage]:
    """The real storage, with keys of this test's own."""
    url = server_urls.redis
    scheme = "async+redis+" if url.startswith("unix:") else "async+"
    built = RedisStorage(f"{scheme}{url}", implementation="redispy", key_prefix=f"test:{uuid.uuid4().hex}")
    yield built
    await built.reset()
    await built.bridge.storage.aclose()  # type: ignore[attr-defined]  # limits types the base class only


def _on(storage: RedisStorage, time: Time) -> rate_leases.Leases:
    return rate_leases.Leases(storage, seconds=time, answers=storage.check, fail_closed=False)


async def test_processes_share_one_budget(storage: RedisStorage) -> None:
    first, second = _on(storage, Time()), _on(storage, Time())
    spent = await asyncio.gather(_until_refused(first, LEASED), _until_refused(second, LEASED))
    assert sum(spent) == QUOTA
    assert all(spent)


async def test_the_bound_of_what_leases_add(storage: RedisStorage) -> None:
    """The worst: leases taken at a window's end and spent in the next. Their sum is what is promised, and reached."""
    one, another = Time(), Time()
    leases = [_on(storage, one), _on(storage, another)]
    for lease in leases:
        await lease.spend(LEASED, "a")  # each holds a lease less one
    await storage.reset()  # the next window begins, nothing of the last one counts
    assert sum([await _until_refused(lease, LEASED) for lease in leases]) == QUOTA + 2 * (LEASED.lease - 1)


_PROCESS = """
import asyncio, json, sys
from limits.aio.storage import RedisStorage
from shared.kit.web import rate_leases

async def main():
    uri, prefix = sys.argv[1:]
    storage = RedisStorage(uri, implementation="redispy", key_prefix=prefix)
    leases = rate_leases.Leases(storage, seconds=lambda: 0.0, answers=storage.check, fail_closed=False)
    policy, spent = rate_leases.Policy("two", 3200, 3600), 0
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        while True:
            await leases.spend(policy, "a")
            spent += 1
    except rate_leases.QuotaExceeded:
        print(json.dumps(spent))

asyncio.run(main())
"""


def test_two_processes_spend_the_budget_once(storage: RedisStorage) -> None:
    uri = f"async+{storage.bridge.uri.replace('unix:', 'redis+unix:')}"
    command = [sys.executable, "-c", _PROCESS, uri, storage.bridge.key_prefix]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    spent = [json.loads(one.communicate(timeout=60)[0]) for one in started]
    assert sum(spent) == 3_200, spent
