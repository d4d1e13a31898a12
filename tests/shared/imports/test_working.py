"""The worker's part: what a reader sees meanwhile, what a kill leaves, who may stop it, and that it is done once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio
from arq.connections import ArqRedis, create_pool

from services.scoring_worker import jobs, relay, sweeper
from shared.imports import errors, service, values, working
from shared.kit import callers, db, queue
from shared.kit.clock import FakeClock
from tests import servers
from tests.shared.imports.things import TABLE, Things, asking, context, file, held

ROOT = Path(__file__).parents[3]
AGENCY = "so-noi-vu"
GOOD = file("a,1", "b,2.5", "c,3")
BAD = file("a,1", "b,2;5")


@pytest_asyncio.fixture(autouse=True)
async def table(database: db.Database) -> None:
    """The table of things."""
    async with database.transaction() as session:
        await db.execute(session, TABLE)


@pytest.fixture
async def pool(server_urls: servers.Urls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ArqRedis]:
    """A queue of this test's own name."""
    monkeypatch.setattr(queue, "QUEUE", f"test:{uuid.uuid4().hex}")
    connected = await create_pool(
        queue.settings(server_urls.redis), job_serializer=queue.serialise, job_deserializer=queue.deserialise
    )
    yield connected
    for job in await _ringing(connected):
        await connected.delete(f"arq:job:{queue.own_id(job)}")
    await connected.delete(queue.QUEUE)
    await connected.aclose()


async def _ringing(pool: ArqRedis) -> list[str]:
    return sorted(job.decode().removeprefix(queue.own_id("")) for job in await pool.zrange(queue.QUEUE, 0, -1))


async def _laid_down(database: db.Database, given: values.File, *, dry_run: bool = False) -> uuid.UUID:
    asked = context(FakeClock())
    with asking():
        async with database.transaction() as session:
            await service.lay_down(session, "things", given, dry_run=dry_run, context=asked)
    return asked.id


async def _item(database: db.Database, import_id: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(
        await service.as_json(database.reader, "things", import_id, organisation=AGENCY)
    )
    return found


async def _carry_out(database: db.Database, import_id: uuid.UUID, importer: Things | None = None) -> None:
    await working.carry_out(database, {"things": importer or Things()}, FakeClock(), import_id)


async def _contents(database: db.Database) -> int:
    row = await database.reader.row("SELECT count(*) AS n FROM file_import_contents")
    return int((row or {"n": -1})["n"])


async def test_what_was_laid_down_is_done_once_and_its_file_goes(database: db.Database) -> None:
    asked = await _laid_down(database, GOOD)
    assert (await _item(database, asked))["state"] == "waiting"
    assert await _contents(database) == 1
    for _ in range(2):
        await _carry_out(database, asked)
    item = await _item(database, asked)
    assert (item["state"], item["counts"]["new"], item["rows"]) == ("done", 3, 3)
    assert item["progress"] == {"rows_read": 3, "rows_judged": 3, "rows_written": 3}
    assert [one["row"] for one in item["verdicts"]] == [2, 3, 4]
    assert item["file"]["sha256"] == GOOD.sha256
    assert await _contents(database) == 0
    trail = await database.reader.row("SELECT count(*) AS n FROM audit_entries WHERE action = 'import_things'")
    assert trail == {"n": 1}


async def test_a_dry_run_and_a_refused_file_end_with_the_findings(database: db.Database) -> None:
    asked, dry, refused = (
        await _laid_down(database, BAD, dry_run=True),
        await _laid_down(database, GOOD, dry_run=True),
        await _laid_down(database, BAD),
    )
    for one in (asked, dry, refused):
        await _carry_out(database, one)
    assert await held(database) == {}
    assert (await _item(database, dry))["state"] == "judged"
    first, second = await _item(database, asked), await _item(database, refused)
    assert first["state"] == second["state"] == "refused"
    assert first["findings"] == second["findings"] != []
    assert first["findings"][0]["row"] == 3
    assert [one["verdict"] for one in second["verdicts"]] == ["new", "refused"]


class Held(Things):
    """Waits in the middle of its writing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def write(self, session: Any, plan: values.Plan, context: values.Context) -> None:
        """Write, say so, and wait before the commit."""
        await super().write(session, plan, context)
        await context.progress.written(2)
        self.reached.set()
        await self.go.wait()


async def test_the_caller_can_read_how_far_it_is_before_anything_is_seen(database: db.Database) -> None:
    asked, importer = await _laid_down(database, GOOD), Held()
    working_on_it = asyncio.create_task(_carry_out(database, asked, importer))
    await importer.reached.wait()
    item = await _item(database, asked)
    assert (item["state"], item["progress"]) == ("running", {"rows_read": 3, "rows_judged": 3, "rows_written": 2})
    assert await held(database) == {}
    await _carry_out(database, asked)  # another worker is rung for it: it leaves what is being worked on
    assert await held(database) == {}
    importer.go.set()
    await working_on_it
    assert (await _item(database, asked))["state"] == "done"
    assert set(await held(database)) == {"a", "b", "c"}


async def test_whoever_cancels_is_told_and_nothing_was_written(database: db.Database) -> None:
    asked, importer = await _laid_down(database, GOOD), Held()
    working_on_it = asyncio.create_task(_carry_out(database, asked, importer))
    await importer.reached.wait()
    with asking():
        async with database.transaction() as session:
            await service.cancel(session, "things", asked, organisation=AGENCY)
    importer.go.set()
    await working_on_it
    item = await _item(database, asked)
    assert (item["state"], item["why"]["code"]) == ("cancelled", "import-cancelled")
    assert "hủy" in item["why"]["detail"]
    assert (await held(database), await _contents(database)) == ({}, 0)
    async with database.transaction() as session:
        with pytest.raises(errors.ImportEnded):
            await service.cancel(session, "things", asked, organisation=AGENCY)
        with pytest.raises(errors.ImportNotFound):
            await service.cancel(session, "things", asked, organisation="so-tai-chinh")


async def test_a_killed_worker_leaves_nothing_and_the_sweeper_has_it_finished(
    database: db.Database, database_url: str, pool: ArqRedis, tmp_path: Path
) -> None:
    asked = await _laid_down(database, GOOD)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FAILPOINTS": f"import.written=kill:{tmp_path / 'killed'}",
    }
    command = [sys.executable, "-m", "tests.shared.imports.killed", database_url, str(asked)]
    ended = await asyncio.to_thread(subprocess.run, command, env=environment, cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert await held(database) == {}
    item = await _item(database, asked)
    assert (item["state"], item["progress"]["rows_written"]) == ("running", 3)
    await relay.hand_on(database, pool)
    assert f"import:{asked}:0" in await _ringing(pool)
    assert await sweeper.sweep_imports(database, pool) == 1
    assert len([job for job in await _ringing(pool) if job.startswith(f"import:{asked}:")]) == 2
    await _carry_out(database, asked)
    assert (await _item(database, asked))["state"] == "done"
    assert await held(database) == {"a": Decimal(1), "b": Decimal("2.5"), "c": Decimal(3)}
    assert await sweeper.sweep_imports(database, pool) == 0


class Breaking(Things):
    """Breaks off each time, as a process would that runs out of memory."""

    async def write(self, session: Any, plan: values.Plan, context: values.Context) -> None:
        """Break off."""
        raise MemoryError


async def test_what_breaks_off_each_time_is_given_up_and_says_so(database: db.Database) -> None:
    asked = await _laid_down(database, GOOD)
    for _ in range(working.MOST_ATTEMPTS):
        with pytest.raises(MemoryError):
            await _carry_out(database, asked, Breaking())
    await _carry_out(database, asked, Breaking())
    item = await _item(database, asked)
    assert (item["state"], item["why"]["code"]) == ("failed", "import-given-up")
    assert await _contents(database) == 0


async def test_a_kind_that_nobody_imports_fails_and_says_so(database: db.Database, clock: FakeClock) -> None:
    asked = await _laid_down(database, GOOD)
    await jobs.carry_out_import(jobs.context(database, clock), str(asked))
    assert (await _item(database, asked))["why"]["code"] == "not-imported-here"


async def test_the_worker_can_do_no_more_than_who_asked(database: db.Database) -> None:
    async with database.transaction() as session:
        await db.execute(session, "ALTER TABLE things ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        await db.execute(session, "CREATE POLICY s ON things USING ((SELECT caller_is_system()))")
    asked = await _laid_down(database, GOOD)
    with pytest.raises(Exception, match="row-level security"):
        await _carry_out(database, asked)
    assert await held(database) == {}


async def test_old_imports_are_taken_away_and_open_ones_stay(database: db.Database) -> None:
    ended, open_still = await _laid_down(database, GOOD), await _laid_down(database, GOOD)
    await _carry_out(database, ended)
    async with database.transaction() as session:
        aged = "UPDATE file_imports SET requested_at = now() - interval '91 days', ended_at = CASE"
        await db.execute(session, f"{aged} WHEN ended_at IS NOT NULL THEN now() - interval '91 days' END")
    async with database.transaction() as session:
        assert await working.tidy(session) == 1
    left = await database.reader.rows("SELECT id FROM file_imports")
    assert [row["id"] for row in left] == [open_still]


async def test_others_see_neither_the_import_nor_its_verdicts(database: db.Database, database_url: str) -> None:
    asked = await _laid_down(database, GOOD)
    await _carry_out(database, asked)
    opened = db.Database(database_url, pool_size=1)
    await opened.open()
    other = '{"org": "so-tai-chinh", "on": "2022-11-01", "own": ["import"], "writes": ["import"]}'
    reader = '{"org": "so-noi-vu", "on": "2022-11-01", "own": ["report"], "all": ["score"]}'
    for caller in (other, reader, callers.NOBODY):
        with callers.asking(caller):
            for name in ("file_imports", "file_import_verdicts"):
                assert await opened.reader.rows(f"SELECT * FROM {name}") == []
    with asking():
        assert len(await opened.reader.rows("SELECT * FROM file_import_verdicts")) == 1
    await opened.close()
