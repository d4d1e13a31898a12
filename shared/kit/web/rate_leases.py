"""A shared budget of requests, leased to this process in small parts, so that few requests ask Redis.

The count stands in Redis: the sliding window counter of the library `limits` (two keys for each caller, no double burst
where windows meet). A process takes `quota // LEASE_SHARE` requests from it at once and spends them by itself.

What that costs, with P processes and leases of L requests: in no window does a caller get more than the shared count
lets out and the P x L requests that were leased before; and a caller of one process may be refused while at most
(P - 1) x L requests of the quota lie unused in the others. A small quota (below 2 x LEASE_SHARE) is counted exactly.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import limits
from redis.exceptions import RedisError

from shared.kit import errors

LEASE_SHARE = 32
# Callers remembered; who is forgotten loses a lease, never gains one.
MOST_CALLERS = 10_000
# A refused caller is refused again without asking Redis; not for longer, so that a raised limit is soon known.
REFUSED_S = 1.0
PAUSE_S = 1.0
_LOG = logging.getLogger("dti.web")


class QuotaExceeded(errors.TooManyRequests):
    """More than {quota} requests in {window} seconds; send the next one in {retry_after} seconds."""

    vi = "Quá {quota} yêu cầu trong {window} giây; hãy gửi yêu cầu tiếp theo sau {retry_after} giây."


class Counter(Protocol):
    """The part of a storage of `limits` that is used: a sliding window counter."""

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Count and seconds to live of the window before, and of this one (whose life is two windows long)."""
        ...

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Take `amount` at once or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests in a window; `name` is what RateLimit-Policy calls it."""

    name: str
    quota: int
    window_s: int

    @property
    def lease(self) -> int:
        """Requests that one process takes at once."""
        return max(1, self.quota // LEASE_SHARE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a caller has left after this request, and for how many seconds that holds."""

    policy: Policy
    remaining: int
    seconds: int


@dataclass(slots=True)
class _Account:
    left: int = 0
    elsewhere: int = 0
    ends_at: float = 0.0
    resets_at: float = 0.0
    refused_until: float = 0.0
    retry_at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


def policy(name: str, text: str) -> Policy | None:
    """The policy written as "600/minute"; None when it is empty, which means no limit. Raises ValueError."""
    if not text.strip():
        return None
    item = limits.parse(text)
    return Policy(name, item.amount, item.get_expiry())


class Leases:
    """The budgets of this process's callers. While Redis is away nobody waits for it: everybody passes, or nobody does
    when `fail_closed`; it is asked again in the background, once in a second."""

    def __init__(
        self,
        counter: Counter,
        *,
        seconds: Callable[[], float],
        answers: Callable[[], Awaitable[bool]],
        fail_closed: bool,
    ) -> None:
        self._counter = counter
        self._seconds = seconds
        self._answers = answers
        self._fail_closed = fail_closed
        self._accounts: OrderedDict[tuple[str, str], _Account] = OrderedDict()
        self._away = False
        self._asked_at = -math.inf
        self._asking: asyncio.Task[None] | None = None

    async def spend(self, policy: Policy, caller: str) -> Standing | None:
        """Count one request; None when the count is away and requests pass. Raises QuotaExceeded, Unavailable."""
        account = self._account(policy, caller)
        while True:
            now = self._seconds()
            if account.left and now < account.ends_at:
                account.left -= 1
                rest = max(1, math.ceil(account.resets_at - now))
                return Standing(policy, account.elsewhere + account.left, rest)
            if now < account.refused_until:
                wait = max(1, math.ceil(account.retry_at - now))
                raise QuotaExceeded(quota=policy.quota, window=policy.window_s, retry_after=wait, policy=policy.name)
            if self._away:
                self._ask_again(now)
                if self._fail_closed:
                    raise errors.Unavailable(retry_after=math.ceil(PAUSE_S))
                return None
            await self._renew(account, policy, caller)

    async def close(self) -> None:
        """Stop asking."""
        if self._asking:
            self._asking.cancel()

    def _account(self, policy: Policy, caller: str) -> _Account:
        key = (policy.name, caller)
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = _Account()
            if len(self._accounts) > MOST_CALLERS:
                self._accounts.popitem(last=False)
        else:
            self._accounts.move_to_end(key)
        return account

    async def _renew(self, account: _Account, policy: Policy, caller: str) -> None:
        """Lease again, or learn that nothing is left. One request of a caller asks, the others wait for it."""
        async with account.lock:
            now = self._seconds()
            if self._away or (account.left and now < account.ends_at) or now < account.refused_until:
                return  # another request has just asked
            try:
                await self._ask(account, policy, f"{policy.name}/{policy.quota}/{policy.window_s}/{caller}")
            except (RedisError, OSError, TimeoutError) as problem:
                self._away, self._asked_at = True, self._seconds()
                outcome = "refused" if self._fail_closed else "not limited"
                _LOG.warning("requests cannot be counted and are %s meanwhile: %s", outcome, type(problem).__name__)

    async def _ask(self, account: _Account, policy: Policy, key: str) -> None:
        before, before_s, current, current_s = await self._counter.get_sliding_window(key, policy.window_s)
        window = float(policy.window_s)
        free = policy.quota - current - math.floor(before * before_s / window)
        granted = await self._take(key, policy, min(policy.lease, free))
        now = self._seconds()
        rest = current_s - window if current_s > window else window
        if granted:
            account.left, account.elsewhere = granted, max(0, free - granted)
            account.ends_at, account.resets_at = now + window, now + rest
            return
        # The window before fades evenly; when this one alone is full, its end must come first.
        room = policy.quota - current
        wait = before_s - room * window / before if room > 0 and before else rest
        account.left, account.retry_at = 0, now + wait
        account.refused_until = now + min(max(wait, 0.001), REFUSED_S)

    async def _take(self, key: str, policy: Policy, amount: int) -> int:
        """How much was taken; less than what is wanted when another process was quicker, and 0 when nothing is left."""
        while amount > 0:
            if await self._counter.acquire_sliding_window_entry(key, policy.quota, policy.window_s, amount):
                return amount
            amount //= 2
        return 0

    def _ask_again(self, now: float) -> None:
        if now - self._asked_at >= PAUSE_S and (self._asking is None or self._asking.done()):
            self._asked_at = now
            self._asking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        if await self._answers():
            self._away = False
            _LOG.warning("requests are counted again")
