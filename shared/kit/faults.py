"""What PostgreSQL may do to whoever asks it, and what that means: wait, begin again, or leave one thing out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.kit import errors

# What asyncpg itself raises when the server is away, restarting, full, or took too long (08…, 53…, 57…).
AWAY = (
    TimeoutError,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
# No connection could be made at all.
_UNREACHABLE = (ConnectionError, FileNotFoundError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)


class Overtaken(Exception):
    """Another transaction committed meanwhile what this one was to write (40001): begun again, it sees that."""


class DatabaseBusy(errors.Unavailable):
    """The database is busy or away; try again in {retry_after} seconds."""

    vi = "Cơ sở dữ liệu đang bận hoặc không liên lạc được; hãy thử lại sau {retry_after} giây."


# Whatever PostgreSQL may do to who asks it for ever: away, a deadlock, a time-out, a full disk; as the read door, the
# write door or a connection of one's own raises it. Who works in the background waits and goes on.
FAULTS = (*AWAY, asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, DatabaseBusy)


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's five letters for what happened, by whichever door; empty where it said none."""
    return getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None) or ""


def is_of_the_data(error: BaseException) -> bool:
    """Whether what was to be stored or read is refused (22…, 23…, P0001): other data would have passed, waiting will
    not help."""
    return sqlstate(error).startswith(("22", "23", "P0001"))


def is_away(error: DBAPIError) -> bool:
    """Whether the connection is gone, or the server is starting, stopping or full (08…, 53…, 57P…)."""
    return error.connection_invalidated or sqlstate(error).startswith(("08", "53", "57P"))


@contextmanager
def busy_when_away() -> Iterator[None]:
    """PostgreSQL going away in the middle of a write is "try again", whatever the driver calls it."""
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseBusy(retry_after=1) from error
    except _UNREACHABLE as error:
        raise DatabaseBusy(retry_after=1) from error
    except DBAPIError as error:
        if is_away(error):
            raise DatabaseBusy(retry_after=1) from error
        raise


@contextmanager
def overtaken() -> Iterator[None]:
    """The same said by the read door's connection and by the write door's."""
    try:
        yield
    except (asyncpg.SerializationError, DBAPIError) as error:
        if sqlstate(error) == "40001":
            raise Overtaken from error
        raise
