"""I3: every cell role × operation × state × relation answers as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests import servers
from tests.services.rights import cells
from tests.services.rights.scene import scene


async def test_every_cell_answers_as_it_is_written(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, say: Callable[[str], None]
) -> None:
    wrong: list[str] = []
    seen: Counter[int] = Counter()
    async with scene(database_url, server_urls.redis, tmp_path) as on:
        for cell in cells.cells():
            given = await cells.answer(on, cell)
            seen[cells.expected(cell)] += 1
            if cells.outcome(cell, given) != cells.expected(cell):
                wrong.append(f"{cell}: {given.status_code} {given.text[:200]}, written: {cells.expected(cell)}")
    assert not wrong, "\n".join(wrong)
    assert set(seen) == {200, 401, 403, 404, 409}
    counted = ", ".join(f"{number} × {status}" for status, number in sorted(seen.items()))
    say(f"{seen.total()} cells as written: {counted}")
