"""I3: every cell role × operation × state × relation answers as it is written, and nothing leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import servers
from tests.services.rights import canaries, cells
from tests.services.rights.scene import OLD, OWNERS, scene

LINES = pytest.mark.parametrize("last_line", [True, False], ids=["all lines", "services alone"])


@LINES
async def test_every_cell_answers_as_it_is_written(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, say: Callable[[str], None], *, last_line: bool
) -> None:
    wrong: list[str] = []
    seen: Counter[int] = Counter()
    async with scene(database_url, server_urls.redis, tmp_path, last_line=last_line) as on:
        for cell in cells.cells():
            given = await cells.answer(on, cell)
            seen[cells.expected(cell)] += 1
            if cells.outcome(cell, given) != cells.expected(cell):
                wrong.append(f"{cell}: {given.status_code} {given.text[:200]}, written: {cells.expected(cell)}")
    assert not wrong, "\n".join(wrong)
    assert set(seen) == {200, 401, 403, 404, 409}
    counted = ", ".join(f"{number} × {status}" for status, number in sorted(seen.items()))
    say(f"{seen.total()} cells as written: {counted}")


@LINES
async def test_nobody_is_told_what_is_not_theirs_to_read(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, say: Callable[[str], None], *, last_line: bool
) -> None:
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    everybody = canaries.callers_of(canaries.EVERYWHERE)
    async with scene(database_url, server_urls.redis, tmp_path, last_line=last_line) as on:
        await on.prepare(
            {kind: cells.STATES[kind] for kind in ("evidence", "report", "obligation", "deliverable", "appeal")}
        )
        asked = await canaries.questions(on)
        for caller in everybody:
            wrong += await canaries.leaks(on, caller, asked, seen)
            wrong += await canaries.miscounted(on, caller) if caller else []
    assert not wrong, "\n".join(wrong)
    told = {(kind, owner) for kind in canaries.KINDS for owner in OWNERS}
    assert seen == told - {("draft", OLD)}, "drafts only to their own, and nobody of OLD asks"
    say(f"{len(asked)} questions x {len(everybody)} callers: 0 words of what they may not read")
