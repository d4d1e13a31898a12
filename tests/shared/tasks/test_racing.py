"""Two writers whose dependencies make a ring together: the second waits for the first, and is refused."""

from __future__ import annotations

import asyncio

import pytest

from shared.audit.acting import Acting
from shared.audit.service import Actor
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.tasks import drafts, errors, writing
from tests import locks

SOURCE = drafts.Cited("ke-hoach-55-kh-ubnd-2022", "IV.1")
ACTING = Acting(Actor("x", "tests", "so-thong-tin-va-truyen-thong", "r"), FakeClock())


async def _wait(session: db.Session, task: str, needs: str) -> None:
    await writing.change(session, ACTING, task, {"depends_on": (needs,)}, status=None, match=lambda _: None)


async def _second(database: db.Database) -> None:
    async with database.transaction() as session:
        await _wait(session, "T.3", "T.1")


async def test_a_ring_over_three_tasks_is_not_made_by_two_at_once(database: db.Database) -> None:
    async with database.transaction() as session:
        for code in ("T.1", "T.2", "T.3"):
            await writing.create(session, ACTING, drafts.Draft(code, code, "so-noi-vu", SOURCE, "certain"))
        await _wait(session, "T.2", "T.3")
    async with database.transaction() as first:
        await _wait(first, "T.1", "T.2")
        second = asyncio.create_task(_second(database))
        await locks.until_waiting(database, second)
    with pytest.raises(errors.DependencyCycle) as refused:
        await second
    assert refused.value.facts["path"] == "T.3 → T.1 → T.2 → T.3"
