"""Who is asking, as PostgreSQL is told (`dti.caller`): row level security lets each connection see only what that is.

The guard says it once per request; the doors of `db` carry it to the connection. Nobody, the default, sees nothing
that is not public. What serves nobody in particular (worker, catalog, migrations, the issuer looking up an account)
says that it is the system.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SETTING = "dti.caller"
NOBODY = ""
SYSTEM = '{"system": true}'
# For a connection of one's own: asyncpg.connect(..., server_settings=callers.AS_SYSTEM).
AS_SYSTEM = {SETTING: SYSTEM}

_asking: ContextVar[str] = ContextVar(SETTING, default=NOBODY)


def current() -> str:
    """Who is asking in this task, as the setting's text."""
    return _asking.get()


def become(caller: str) -> None:
    """From now on this task asks for `caller`: the guard, at the beginning of every request."""
    _asking.set(caller)


@contextmanager
def asking(caller: str) -> Iterator[None]:
    """Within the block this task asks for `caller`: SYSTEM where a secret is checked before anybody is known."""
    before = _asking.set(caller)
    try:
        yield
    finally:
        _asking.reset(before)
