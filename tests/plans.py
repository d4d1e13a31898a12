"""What PostgreSQL would do for a reading: its plan instead of its answer."""

from __future__ import annotations

from typing import Any

from shared.kit import db


class Explained(db.Reader):
    """A read door that asks for the plan instead of the page."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    async def json(self, sql: str, *args: object) -> bytes:
        """The plan as text."""
        return "\n".join(row[0] for row in await self.connection.fetch(f"EXPLAIN {sql}", *args)).encode()
