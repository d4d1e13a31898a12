"""How often one caller may ask: who is counted, in which budget, and what the answer says about it.

Headers as in draft-ietf-httpapi-ratelimit-headers-10 (27 September 2025): `RateLimit-Policy: "client";q=600;w=60` and
`RateLimit: "client";r=583;t=42`. A refusal is 429 with Retry-After and the code
`quota-exceeded`, after the draft's problem type.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

from fastapi import Request
from limits.aio.storage import RedisStorage
from redis.asyncio import BlockingConnectionPool
from starlette.types import Scope

from shared.kit.web import addresses, rate_leases

# What a busy event loop may need for one answer of a healthy Redis; nobody waits longer, and that once only.
TIMEOUT_S = 0.25
MOST_CONNECTIONS = 8
PREFIX = "dti:rate"
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Budgets:
    """The three budgets; None is no limit."""

    client: rate_leases.Policy | None = None
    anonymous: rate_leases.Policy | None = None
    token: rate_leases.Policy | None = None


class RateLimits:
    """Asked by every guarded route: `check` after the guard; `check_token` by the operation that gives out tokens."""

    def __init__(
        self,
        leases: rate_leases.Leases,
        budgets: Budgets,
        *,
        client_of: Callable[[Scope], str | None],
        proxies: addresses.Proxies,
        exempt: Collection[str] = (),
    ) -> None:
        self._leases = leases
        self._budgets = budgets
        self._client_of = client_of
        self._proxies = proxies
        self._exempt = frozenset(exempt)

    async def check(self, request: Request, operation: str) -> None:
        """Count this request for its client, or for its address while nobody is known. Raises QuotaExceeded,
        Unavailable when the count is away and `RATE_LIMIT_FAIL` is closed."""
        if operation in self._exempt:
            return
        client = self._client_of(request.scope)
        if client is not None:
            await self._spend(request.scope, self._budgets.client, client)
        else:
            await self._spend(request.scope, self._budgets.anonymous, self._proxies.address(request.scope))

    async def check_token(self, request: Request, client_id: str) -> None:
        """Count an attempt to get a token as this client, for the pair of client and address: whoever guesses locks out
        themselves, not the client. Raises QuotaExceeded, Unavailable."""
        await self._spend(
            request.scope, self._budgets.token, f"{client_id[:200]} {self._proxies.address(request.scope)}"
        )

    async def _spend(self, scope: Scope, policy: rate_leases.Policy | None, caller: str) -> None:
        if policy is None:
            return
        try:
            standing = await self._leases.spend(policy, caller)
        except rate_leases.QuotaExceeded as refused:
            scope["rate_headers"] = headers(rate_leases.Standing(policy, 0, cast(int, refused.facts["retry_after"])))
            raise
        if standing:
            scope["rate_headers"] = headers(standing)


def headers(standing: rate_leases.Standing) -> Headers:
    """The two fields of an answer."""
    name, declared = _declared(standing.policy)
    return [
        (b"ratelimit-policy", declared),
        (b"ratelimit", b'"%b";r=%d;t=%d' % (name, standing.remaining, standing.seconds)),
    ]


@functools.lru_cache(maxsize=16)
def _declared(policy: rate_leases.Policy) -> tuple[bytes, bytes]:
    """Its name, and what RateLimit-Policy says of it."""
    name = policy.name.encode()
    return name, b'"%b";q=%d;w=%d' % (name, policy.quota, policy.window_s)


def in_redis(
    url: str,
    budgets: Budgets,
    *,
    client_of: Callable[[Scope], str | None],
    trusted: Iterable[str] = (),
    exempt: Collection[str] = (),
    fail_closed: bool = False,
) -> tuple[RateLimits, Callable[[], Awaitable[None]]]:
    """The limits counted in this Redis, and what closes their connections. Raises ValueError for a bad address."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MOST_CONNECTIONS,
        timeout=TIMEOUT_S,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
    )
    # The pool reads the address, as everybody else's does: the library's own reading wants a port. Its type of an
    # option does not know `connection_pool`.
    options: dict[str, Any] = {"connection_pool": pool}
    storage = RedisStorage("async+redis://", implementation="redispy", key_prefix=PREFIX, **options)
    leases = rate_leases.Leases(storage, seconds=time.monotonic, answers=storage.check, fail_closed=fail_closed)

    async def close() -> None:
        await leases.close()
        await pool.aclose()

    proxies = addresses.Proxies(trusted)
    return RateLimits(leases, budgets, client_of=client_of, proxies=proxies, exempt=exempt), close
