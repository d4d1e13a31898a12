"""Structures are kept between questions; what one question drops, another that is under way still has."""

from __future__ import annotations

from typing import Any

from shared.kit import db
from shared.scoring import captured
from tests.shared.scoring.builders import structure


class _Meanwhile(db.Reader):
    """A read during which other questions fill the memory with other structures."""

    def __init__(self) -> None: ...

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        """Nothing found."""
        captured._structures.clear()
        return []


async def test_a_structure_that_is_dropped_meanwhile_is_still_answered_with() -> None:
    kept = captured._structures["kept"] = structure()
    found = await captured._read_structures(_Meanwhile(), {"kept", "unknown"})
    assert found == {"kept": kept}
    del captured._structures["kept"]
