"""Connections for reading, lent and taken back without a task or a round trip.

asyncpg's own pool starts a task for every return and wraps every connection anew: a tenth of what a short page costs.
What it is good for is kept: no more than `most` at once, the one last used first, who waits is served in order, a
connection that PostgreSQL has cut is not lent, one that did much or nothing for long is closed, and one whose statement
was given up is closed after PostgreSQL was told so.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from shared.kit import callers

# A session of PostgreSQL grows with what it has planned and looked up; asyncpg's pool has the same two bounds.
MOST_LOANS = 50_000
IDLE_S = 300.0
_FAREWELL_S = 5.0


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg brings no types
    """A read connection that knows who it last asked for: telling PostgreSQL again would cost a round trip."""

    loans = 0
    idle_since = 0.0
    _asks_for: str | None = callers.NOBODY

    async def become(self, caller: str) -> None:
        """Ask for this caller from now on."""
        if caller != self._asks_for:
            self._asks_for = None  # unknown until PostgreSQL has answered
            await self.fetchval(f"SELECT set_config('{callers.SETTING}', $1, false)", caller)
            self._asks_for = caller


class Connections:
    """At most `most` connections that `connect` makes."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], most: int) -> None:
        self._connect = connect
        self._most = most
        self._open = 0
        self._idle: list[Connection] = []
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._farewells: set[asyncio.Task[None]] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._closing: asyncio.Future[None] | None = None

    def take_idle(self) -> Connection | None:
        """A connection that nobody uses, at once; None when there is none."""
        while self._idle:
            one = self._idle.pop()
            if not one.is_closed():
                return one
            self._open -= 1
        return None

    async def take(self) -> Connection:
        """A connection, when one is free. Raises what connecting raises, ConnectionError once closed."""
        while True:
            if self._closing is not None:
                raise ConnectionError("no connections are lent any more")
            if (one := self.take_idle()) is not None:
                return one
            if self._open < self._most:
                return await self._made()
            if (one := await self._handed()) is not None:
                return one

    def give_back(self, one: Connection, *, whole: bool = True) -> None:
        """Take a connection back. `whole`: it is as it was lent, no statement and no transaction under way."""
        one.loans += 1
        if whole and one.loans < MOST_LOANS and self._closing is None and not one.is_closed():
            if not self._hand(one):
                self._keep(one)
            return
        farewell = asyncio.get_running_loop().create_task(self._part(one))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def close(self) -> None:
        """Close all: the idle ones now, the others when they come back, and wait for that."""
        self._closing = asyncio.get_running_loop().create_future()
        if self._sweep is not None:
            self._sweep.cancel()
        while self._hand(None):  # whoever waits learns that there is nothing to wait for
            pass
        idle, self._idle = self._idle, []
        for one in idle:
            await self._part(one)
        if self._open:
            await self._closing

    async def _made(self) -> Connection:
        self._open += 1
        try:
            return await self._connect()
        except BaseException:
            self._left()
            raise

    async def _handed(self) -> Connection | None:
        """What somebody gave back; None when a place became free instead."""
        waiter: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled() and waiter.done():  # handed over in the moment in which we gave up
                self._pass_on(waiter.result())
            raise

    def _pass_on(self, one: Connection | None) -> None:
        if one is not None:
            self.give_back(one)
        else:
            self._hand(None)

    def _hand(self, one: Connection | None) -> bool:
        """Whether somebody waited for it."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(one)
                return True
        return False

    def _keep(self, one: Connection) -> None:
        loop = asyncio.get_running_loop()
        one.idle_since = loop.time()
        self._idle.append(one)
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE_S, self._swept)

    def _swept(self) -> None:
        """Let go of what nobody has used for long, but for one."""
        before = asyncio.get_running_loop().time() - IDLE_S
        old = [one for one in self._idle if one.idle_since <= before][: len(self._idle) - 1]
        self._idle = [one for one in self._idle if one not in old]
        self._sweep = asyncio.get_running_loop().call_later(IDLE_S, self._swept) if self._idle else None
        for one in old:
            self.give_back(one, whole=False)

    async def _part(self, one: Connection) -> None:
        """Close a connection, after PostgreSQL was told of a statement that is given up; its place is free then."""
        try:
            await one.close(timeout=_FAREWELL_S)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            one.terminate()
        finally:
            self._left()

    def _left(self) -> None:
        self._open -= 1
        self._hand(None)
        if self._closing is not None and not self._open and not self._closing.done():
            self._closing.set_result(None)


class Loan:
    """`async with`: a connection that asks for `caller`."""

    __slots__ = ("_caller", "_connection", "_from", "_wait_s")

    def __init__(self, of: Connections, caller: str, *, wait_s: float) -> None:
        self._from = of
        self._caller = caller
        self._wait_s = wait_s
        self._connection: Connection | None = None

    async def __aenter__(self) -> Connection:
        """Raises TimeoutError when none is free within `wait_s`, and what connecting raises."""
        one = self._from.take_idle()
        if one is None:
            async with asyncio.timeout(self._wait_s):
                one = await self._from.take()
        try:
            await one.become(self._caller)
        except BaseException:
            self._from.give_back(one, whole=False)
            raise
        self._connection = one
        return one

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        one, self._connection = self._connection, None
        if one is not None:
            # What PostgreSQL refused has ended; what was given up (cancelled, out of time) has not.
            ended = error is None or isinstance(error, asyncpg.PostgresError)
            self._from.give_back(one, whole=ended and not one.is_closed() and not one.is_in_transaction())
