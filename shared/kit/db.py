"""Two doors to PostgreSQL: a write transaction, and reads that the server itself keeps read-only.

Pages are read through asyncpg as JSON built by PostgreSQL: hydrating ORM rows costs four fifths of the throughput.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import asyncpg
from sqlalchemy import TextClause, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from shared.kit import callers, faults

Session = AsyncSession
Rows = list[dict[str, Any]]
_LOG = logging.getLogger("dti.database")
_BUSY_AFTER_S = 2.0
_SEES_THROUGH = "SELECT rolname AS name FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
# A write that waits is told so (503) long before its client gives up. Units: milliseconds.
_WRITE_SETTINGS = {
    "idle_in_transaction_session_timeout": "60000",
    "lock_timeout": "10000",
    "statement_timeout": "30000",
    "jit": "off",
}
_KEYS = "(SELECT hashtextextended(name, 0) AS key FROM unnest(CAST(:names AS text[])) AS u (name) ORDER BY 1) k"
_LOCK_ALL = f"SELECT pg_advisory_lock(k.key) FROM {_KEYS}"
_UNLOCK_ALL = f"SELECT pg_advisory_unlock(k.key) FROM {_KEYS}"
_WALKING = """SET LOCAL plan_cache_mode = 'force_generic_plan'; SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_sort = off"""


class Reader:
    """Reads only. Each call is one statement and so one snapshot, seen with the eyes of who is asking.

    `caller`: who, whatever the task says; None asks for `callers.current()`.
    """

    def __init__(self, pool: asyncpg.Pool[Any], caller: str | None = None) -> None:
        self._pool = pool
        self._caller = caller

    async def json(self, sql: str, *args: object) -> bytes | None:
        """The first column of the first row as UTF-8 JSON, as PostgreSQL built it; None without a row."""
        async with self._connection() as connection:
            value = await connection.fetchval(sql, *args)
        return value.encode() if value is not None else None

    async def rows(self, sql: str, *args: object) -> Rows:
        """All rows as dictionaries."""
        async with self._connection() as connection:
            return [dict(row) for row in await connection.fetch(sql, *args)]

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The first row, or None."""
        async with self._connection() as connection:
            row = await connection.fetchrow(sql, *args)
        return dict(row) if row is not None else None

    async def walk(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The first row of a long statement that walks along an index and stops: planned once, and never sorted.

        The planner does not know where a walk begins, and would at times rather collect and sort all that is left.
        """
        async with self._connection() as connection, connection.transaction(readonly=True):
            await connection.execute(_WALKING)
            row = await connection.fetchrow(sql, *args)
        return dict(row) if row is not None else None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            async with asyncio.timeout(_BUSY_AFTER_S):  # acquire(timeout=) would start a task for every read
                connection = await self._pool.acquire()
        except faults.AWAY as error:
            raise faults.DatabaseBusy(retry_after=1) from error
        try:
            await connection.become(callers.current() if self._caller is None else self._caller)
            yield connection
        except faults.AWAY as error:
            raise faults.DatabaseBusy(retry_after=1) from error
        finally:
            await self._pool.release(connection)


class _Snapshot(Reader):
    """Reads on one connection, in the transaction that is open on it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._open = connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            yield self._open
        except faults.AWAY as error:
            raise faults.DatabaseBusy(retry_after=1) from error


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg brings no types
    """A read connection that knows who it last asked for: telling PostgreSQL again would cost a round trip."""

    _asks_for: str | None = callers.NOBODY

    async def become(self, caller: str) -> None:
        """Ask for this caller from now on."""
        if caller != self._asks_for:
            self._asks_for = None  # unknown until PostgreSQL has answered
            await self.fetchval(f"SELECT set_config('{callers.SETTING}', $1, false)", caller)
            self._asks_for = caller


class Database:
    """One process's connections: `pool_size` for writes and as many for reads.

    `caller`: who all of them ask for, such as `callers.SYSTEM` in the worker; None asks for whom each request's guard
    named (nobody, before it did).
    """

    def __init__(self, url: str, *, pool_size: int = 8, caller: str | None = None) -> None:
        self.url = url
        self._pool_size = pool_size
        self._caller = caller
        self._begins_as = {callers.SETTING: callers.NOBODY if caller is None else caller}
        self._engine = create_async_engine(
            _driver_url(url, "postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_BUSY_AFTER_S,
            pool_pre_ping=False,
            hide_parameters=True,  # an error's text goes into a log; what people wrote does not belong there
            connect_args={"server_settings": _WRITE_SETTINGS | self._begins_as},
        )
        self._pool: asyncpg.Pool[Any] | None = None

    async def open(self) -> None:
        """Connect the read side; raises what asyncpg raises when the server is away."""
        settings = {"default_transaction_read_only": "on", "jit": "off", "statement_timeout": "20000"}
        self._pool = await asyncpg.create_pool(
            dsn(self.url),
            min_size=1,
            max_size=self._pool_size,
            server_settings=settings | self._begins_as,
            connection_class=_Connection,
            command_timeout=30,
            reset=_nothing_to_reset,
            max_cacheable_statement_size=64 * 1024,  # the feed's has 20 kB, and would be planned anew each time (7 ms)
        )
        if self._caller is None:
            await self._check_role()

    async def _check_role(self) -> None:
        """Say so when the role sees through row level security: the last line of who reads what is missing then."""
        above = await self.reader.row(_SEES_THROUGH)
        if above is not None:
            _LOG.warning("the database role %s sees through row level security; use an ordinary role", above["name"])

    async def close(self) -> None:
        """Give all connections back."""
        if self._pool is not None:
            await self._pool.close()
        await self._engine.dispose()

    @property
    def reader(self) -> Reader:
        """The read door."""
        if self._pool is None:
            raise RuntimeError("Database.open() was not awaited")
        return Reader(self._pool, self._caller)

    @asynccontextmanager
    async def snapshot(self, caller: str | None = None) -> AsyncIterator[Reader]:
        """The read door, several statements of which see one snapshot; with the eyes of `caller`, if one is named.

        It holds a connection, and what is deleted meanwhile cannot be vacuumed: not for requests.
        """
        reader = self.reader if caller is None or self._pool is None else Reader(self._pool, caller)
        async with reader._connection() as held, held.transaction(isolation="repeatable_read", readonly=True):
            yield _Snapshot(held)

    @asynccontextmanager
    async def transaction(self, caller: str | None = None) -> AsyncIterator[Session]:
        """The write door: one transaction, committed when the block ends, rolled back when it raises.

        With the eyes of `caller`, if one is named: a job does with them what somebody asked for. Raises DatabaseBusy
        when no connection is free within 2 s or PostgreSQL goes away meanwhile.
        """
        with faults.busy_when_away():
            async with AsyncSession(self._engine, expire_on_commit=False, autoflush=False) as session:
                await session.connection()
                try:
                    await self._ask(session, caller)
                    yield session
                except BaseException:
                    await session.rollback()
                    raise
                await session.commit()

    @asynccontextmanager
    async def serialised(self, *names: str) -> AsyncIterator[Session]:
        """A REPEATABLE READ transaction begun after the advisory locks `names` were got; they outlast its commit.

        A snapshot taken while waiting for a lock would be older than the work it waited for. Several are got in one
        order, so that nobody waits in a ring. Raises DatabaseBusy, and Overtaken.
        """
        with faults.busy_when_away(), faults.overtaken():
            async with self._engine.connect() as connection:
                await connection.execute(text(_LOCK_ALL), {"names": list(names)})
                await connection.commit()
                try:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                    async with connection.begin():
                        session = AsyncSession(connection, expire_on_commit=False, autoflush=False)
                        await self._ask(session)
                        yield session
                finally:
                    await connection.execute(text(_UNLOCK_ALL), {"names": list(names)})
                    await connection.commit()

    async def _ask(self, session: Session, caller: str | None = None) -> None:
        """Tell PostgreSQL for this transaction who is asking; afterwards the connection is nobody's again."""
        if caller is None and self._caller is None and callers.current() != callers.NOBODY:
            caller = callers.current()
        if caller is not None:
            await become(session, caller)


@asynccontextmanager
async def as_system(session: Session) -> AsyncIterator[None]:
    """Within the block this transaction writes with the system's eyes: what the law makes of somebody's act (a merger
    passes on what others owe) is no right of theirs. After an error the transaction is rolled back, and this with it.
    """
    row = await fetch_one(session, f"SELECT coalesce(current_setting('{callers.SETTING}', true), '') AS asking")
    said = f"SELECT set_config('{callers.SETTING}', :caller, true)"
    await fetch(session, said, caller=callers.SYSTEM)
    yield
    await fetch(session, said, caller=row["asking"] if row else callers.NOBODY)


@asynccontextmanager
async def undone(session: Session) -> AsyncIterator[None]:
    """A block whose writes are undone at its end, for a preview that takes the same way as the act."""
    tried = await session.begin_nested()
    yield
    await tried.rollback()


async def execute(session: Session, sql: str, **params: object) -> int:
    """Run one statement in the write transaction; the number of rows it touched."""
    result = await session.execute(_text(sql), params)
    return int(getattr(result, "rowcount", 0))


async def fetch(session: Session, sql: str, **params: object) -> Rows:
    """All rows of one statement in the write transaction."""
    return [dict(row) for row in (await session.execute(_text(sql), params)).mappings()]


async def fetch_one(session: Session, sql: str, **params: object) -> dict[str, Any] | None:
    """The first row of one statement in the write transaction, or None."""
    row = (await session.execute(_text(sql), params)).mappings().first()
    return dict(row) if row is not None else None


async def fetch_written(session: Session, sql: str, **params: object) -> dict[str, Any]:
    """The row that this very transaction wrote or locked. Raises LookupError: only a mistake of ours loses it."""
    row = await fetch_one(session, sql, **params)
    if row is None:
        raise LookupError(f"no row for: {sql}")
    return row


async def become(session: Session, caller: str) -> None:
    """Ask for this caller until the transaction ends."""
    await session.execute(text(f"SELECT set_config('{callers.SETTING}', :caller, true)"), {"caller": caller})


async def driver(session: Session) -> Any:
    """asyncpg's own connection of the write transaction, for what only it can do (COPY). Execute a statement first:
    the transaction begins with it."""
    return (await (await session.connection()).get_raw_connection()).driver_connection


async def reading(session: Session) -> Reader:
    """The read door's statements within a write transaction: they see what it wrote, in its snapshot."""
    connection = await driver(session)
    if not connection.is_in_transaction():  # the transaction begins with its first statement
        await execute(session, "SELECT")
        connection = await driver(session)
    return _Snapshot(connection)


@lru_cache(maxsize=2_000)
def _text(sql: str) -> TextClause:
    """A statement with its parameters found: always the same ones, so that they are looked for once."""
    return text(sql)


@cache
def statement(package: str, name: str) -> str:
    """The SQL file `sql/<name>.sql` of a domain package."""
    return resources.files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


async def _nothing_to_reset(_: object) -> None:
    """A read leaves nothing behind in its session but who it asked for, which the next one compares with its own;
    asyncpg's own reset would cost a second round trip each time."""


def dsn(url: str) -> str:
    """The URL for asyncpg itself and for other PostgreSQL clients."""
    return _driver_url(url, "postgresql")


def _driver_url(url: str, driver: str) -> str:
    return make_url(url).set(drivername=driver).render_as_string(hide_password=False)
