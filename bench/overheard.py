"""The product's own statements, so that a bare handler asks PostgreSQL for the same work."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kit import db


@dataclass(frozen=True)
class Statement:
    """SQL as asyncpg takes it, and its arguments."""

    sql: str
    args: Sequence[Any]

    def told(self) -> dict[str, Any]:
        """As JSON can carry it to another process."""
        return {"sql": self.sql, "args": [_told(value) for value in self.args]}

    @classmethod
    def heard(cls, told: dict[str, Any]) -> Statement:
        """What `told` carried."""
        return cls(told["sql"], [_KINDS[kind][2](value) for kind, value in told["args"]])


class _Overheard(db.Reader):
    """A read door that only notes what it is asked first."""

    def __init__(self) -> None:
        self.asked: Statement | None = None

    async def json(self, sql: str, *args: object) -> bytes | None:
        self.asked = self.asked or Statement(sql, args)
        return None

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        self.asked = self.asked or Statement(sql, args)
        return None

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        self.asked = self.asked or Statement(sql, args)
        return []


def of(use_case: Callable[[db.Reader], Awaitable[object]]) -> Statement:
    """The first statement of a use-case that reads. Raises RuntimeError when it asks for nothing."""
    overheard = _Overheard()

    async def hear() -> None:
        try:
            await use_case(overheard)
        except Exception:  # having been given nothing, it may refuse or fail, once it has asked
            if overheard.asked is None:
                raise

    asyncio.run(hear())
    if overheard.asked is None:
        raise RuntimeError("the use-case asked the database for nothing")
    return overheard.asked


# Kind → (its type, how it is written, how it is read); bool before int and instant before date: they are both.
_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "none": (type(None), str, lambda _: None),
    "bool": (bool, str, lambda value: value == "True"),
    "int": (int, str, int),
    "instant": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "uuid": (uuid.UUID, str, uuid.UUID),
    "str": (str, str, str),
}


def _told(value: object) -> tuple[str, str]:
    for kind, (form, write, _) in _KINDS.items():
        if isinstance(value, form):
            return kind, write(value)
    raise TypeError(f"an argument that the bare handler cannot be told: {value!r}")
