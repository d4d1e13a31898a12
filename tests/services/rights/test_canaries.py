"""No list, search, count, explanation, refusal or header tells a caller a word of what they may not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import servers
from tests.services.rights import canaries, cells
from tests.services.rights.scene import AGENCY, OWNERS, Caller, scene


@pytest.mark.parametrize("last_line", [True, False], ids=["all lines", "queries alone"])
async def test_nobody_is_told_what_is_not_theirs_to_read(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, *, last_line: bool
) -> None:
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    async with scene(database_url, server_urls.redis, tmp_path, last_line=last_line) as on:
        wanted = {"evidence": ("decided",), "report": ("draft", "returned"), "obligation": ("owed",)}
        await on.prepare({**wanted, "deliverable": ("decided",), "appeal": ("upheld",)})
        asked = await canaries.questions(on)
        for caller in canaries.callers_of([AGENCY]):
            if caller is None or not caller.scopes or caller.scopes[0].endswith(":read"):
                wrong += await canaries.leaks(on, caller, asked, seen)
        for role, scopes in cells.ROLES:
            wrong += await canaries.miscounted(on, Caller(role, AGENCY, scopes))
    assert not wrong, "\n".join(wrong)
    told = {(kind, owner) for kind in canaries.KINDS if kind != "draft" for owner in OWNERS} | {("draft", AGENCY)}
    assert seen == told, "what may be read is told: the canaries sing"
