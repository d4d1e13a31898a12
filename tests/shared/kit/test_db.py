"""The two doors: reads cannot write, a commit comes before the answer, an exclusive job sees what it waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import sqlalchemy.exc
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from shared.kit import callers, db, faults
from shared.kit.web import doors, routes
from tests import locks
from tests.shared.kit import small

TABLES = (
    "CREATE TABLE parents (id integer PRIMARY KEY)",
    "CREATE TABLE children (id integer PRIMARY KEY,"
    " parent integer NOT NULL REFERENCES parents DEFERRABLE INITIALLY DEFERRED, CHECK (id < 100))",
)
STATES = {
    "40001": 503,  # serialization failure
    "40P01": 503,  # deadlock
    "55P03": 503,  # lock not available
    "57014": 500,  # cancelled: our own statement took too long
    "53300": 503,  # too many connections
    "08006": 503,  # connection failure
    "57P01": 503,  # the server is shutting down
    "23505": 409,  # unique violation
    "23P01": 409,  # exclusion violation
    "22003": 500,  # a number that we should have refused
    "42P01": 500,  # a table that we thought existed
}


def _raising(state: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'what failed' USING ERRCODE = '{state}', DETAIL = 'secret detail'; END $$"


def _application(database: db.Database) -> FastAPI:
    router = routes.router()

    @router.post("/children/{child}", operation_id="post_child", status_code=201)
    async def post_child(session: doors.Transaction, child: int, parent: int) -> str:
        await db.execute(session, "INSERT INTO children VALUES (:child, :parent)", child=child, parent=parent)
        return "created"

    @router.post("/stream", operation_id="stream", status_code=201)
    async def stream(session: doors.Transaction) -> StreamingResponse:
        await db.execute(session, "INSERT INTO parents VALUES (7)")

        async def seen_by_others() -> AsyncIterator[bytes]:
            rows = await database.reader.rows("SELECT id FROM parents WHERE id = 7")
            yield str(len(rows)).encode()

        return StreamingResponse(seen_by_others())

    @router.post("/raise/{state}", operation_id="raise_state")
    async def raise_state(session: doors.Transaction, state: str) -> None:
        await db.execute(session, _raising(state))

    @router.get("/raise/{state}", operation_id="read_state")
    async def read_state(reader: doors.Reading, state: str) -> None:
        await reader.rows(_raising(state))

    @router.get("/write", operation_id="read_and_write")
    async def read_and_write(reader: doors.Reading) -> None:
        await reader.rows("INSERT INTO parents VALUES (5) RETURNING id")

    rules = ["post_child", "stream", "raise_state", "read_state", "read_and_write"]
    return small.application(router, rules, database=database)


@pytest.fixture
async def tables(database: db.Database) -> db.Database:
    """A database with two tables and a deferred constraint between them."""
    async with database.transaction() as session:
        for sql in TABLES:
            await db.execute(session, sql)
        await db.execute(session, "INSERT INTO parents VALUES (1)")
    return database


@pytest.fixture
async def http(tables: db.Database) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the small application on that database."""
    async with small.calling(_application(tables)) as caller:
        yield caller


@pytest.fixture
async def unchanged(module_database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A caller on a database in which nothing is written."""
    database = db.Database(module_database_url, pool_size=1, caller=callers.SYSTEM)
    await database.open()
    async with small.calling(_application(database)) as caller:
        yield caller
    await database.close()


async def _count(database: db.Database, table: str) -> int:
    row = await database.reader.row(f"SELECT count(*) AS n FROM {table}")
    assert row is not None
    return int(row["n"])


async def test_what_is_answered_is_committed(tables: db.Database, http: httpx.AsyncClient) -> None:
    answer = await http.post("/children/1?parent=1")
    assert answer.status_code == 201
    assert await _count(tables, "children") == 1


async def test_a_commit_that_fails_is_no_201(tables: db.Database, http: httpx.AsyncClient) -> None:
    answer = await http.post("/children/1?parent=999")
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert "parents" not in answer.text
    assert await _count(tables, "children") == 0


async def test_the_commit_comes_before_the_first_byte(tables: db.Database, http: httpx.AsyncClient) -> None:
    assert (await http.post("/stream")).text == "1"


async def test_an_error_rolls_all_back(tables: db.Database, http: httpx.AsyncClient) -> None:
    answer = await http.post("/children/100?parent=1")
    assert answer.status_code == 409
    assert await _count(tables, "children") == 0


@pytest.mark.parametrize("state", STATES)
async def test_each_state_of_the_database_has_its_status(unchanged: httpx.AsyncClient, state: str) -> None:
    answer = await unchanged.post(f"/raise/{state}")
    assert answer.status_code == STATES[state]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers.get("retry-after") == ("1" if STATES[state] == 503 else None)
    assert "secret" not in answer.text
    assert "what failed" not in answer.text


@pytest.mark.parametrize("state", ["53300", "08006", "57P01", "57014"])
async def test_a_busy_database_is_503_to_readers_too(unchanged: httpx.AsyncClient, state: str) -> None:
    answer = await unchanged.get(f"/raise/{state}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


async def test_the_read_door_cannot_write(tables: db.Database, http: httpx.AsyncClient) -> None:
    answer = await http.get("/write")
    assert answer.status_code == 500
    assert await _count(tables, "parents") == 1


async def test_a_write_pool_in_use_is_503(tables: db.Database) -> None:
    narrow = db.Database(tables.url, pool_size=1, caller=callers.SYSTEM)
    await narrow.open()
    async with small.calling(_application(narrow)) as http, narrow.transaction():
        answer = await http.post("/children/1?parent=1")
    await narrow.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_read_pool_in_use_is_503(tables: db.Database) -> None:
    narrow = db.Database(tables.url, pool_size=1, caller=callers.SYSTEM)
    await narrow.open()
    sleeping = asyncio.create_task(narrow.reader.rows("SELECT pg_sleep(4)"))
    await asyncio.sleep(0)
    async with small.calling(_application(narrow)) as http:
        answer = await http.get("/write")
    sleeping.cancel()
    await asyncio.gather(sleeping, return_exceptions=True)
    await narrow.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_server_that_is_away_is_503() -> None:
    async with small.calling(_application(db.Database(small.NOWHERE))) as http:
        answer = await http.post("/children/1?parent=1")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_connections_that_were_cut_are_503_and_then_replaced(tables: db.Database) -> None:
    async with small.calling(_application(tables)) as http:
        assert (await http.post("/children/1?parent=1")).status_code == 201
        async with tables.transaction() as session:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            ours = "datname = current_database() AND backend_type = 'client backend'"  # autovacuum is a superuser's
            await db.execute(session, f"{cut} AND {ours}")
        answers = [(await http.post(f"/children/{child}?parent=1")).status_code for child in range(2, 12)]
    assert set(answers) <= {201, 503}
    assert answers[-1] == 201


async def test_serialised_excludes_a_second_holder_and_sees_what_it_waited_for(tables: db.Database) -> None:
    order: list[str] = []
    entered, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with tables.serialised("one") as session:
            order.append("first in")
            entered.set()
            await leave.wait()
            await db.execute(session, "INSERT INTO parents VALUES (2)")
            order.append("first out")

    async def second() -> int:
        await entered.wait()
        async with tables.serialised("one") as session:
            order.append("second in")
            return len(await db.fetch(session, "SELECT id FROM parents"))

    async def waiting() -> None:
        """Let the first one go on once PostgreSQL itself says that the second one waits for the lock."""
        await entered.wait()
        await locks.until_waiting(tables)
        leave.set()

    _, seen, _ = await asyncio.gather(first(), second(), waiting())
    assert order == ["first in", "first out", "second in"]
    assert seen == 2


async def test_serialised_lets_other_names_pass(tables: db.Database) -> None:
    async with tables.serialised("one"), tables.serialised("another"):
        pass


async def test_serialised_reads_one_snapshot_and_frees_the_lock_after_an_error(tables: db.Database) -> None:
    async def fails() -> None:
        async with tables.serialised("one") as session:
            before = await db.fetch(session, "SELECT id FROM parents")
            async with tables.transaction() as other:
                await db.execute(other, "INSERT INTO parents VALUES (3)")
            assert await db.fetch(session, "SELECT id FROM parents") == before
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    async with asyncio.timeout(60), tables.serialised("one") as session:
        assert len(await db.fetch(session, "SELECT id FROM parents")) == 2


async def test_two_computations_of_one_row_cannot_both_win(tables: db.Database) -> None:
    async def lost_update() -> None:
        async with tables.serialised("one") as one:
            await db.fetch(one, "SELECT id FROM parents")
            async with tables.transaction() as other:
                await db.execute(other, "UPDATE parents SET id = 8 WHERE id = 1")
            await db.execute(one, "UPDATE parents SET id = 9 WHERE id = 1")

    with pytest.raises(faults.Overtaken):
        await lost_update()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_log_shows_where_the_database_failed_and_not_the_row(
    unchanged: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    answer = await unchanged.request(method, "/raise/22003")
    assert answer.status_code == 500
    assert "secret detail" not in caplog.text
    assert "what failed" in caplog.text
    assert "test_db.py" in caplog.text


async def test_the_text_of_an_error_holds_no_parameters(tables: db.Database) -> None:
    with pytest.raises(sqlalchemy.exc.DBAPIError) as caught:
        async with tables.transaction() as session:
            await db.execute(session, "SELECT 1 / 0, CAST(:written AS text)", written="ghi chú riêng")
    assert "division by zero" in str(caught.value)
    assert "ghi chú riêng" not in str(caught.value)


async def test_a_role_that_sees_through_the_policies_is_named(
    database_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_SEES_THROUGH", "SELECT rolname AS name FROM pg_roles WHERE rolname = current_user")
    for caller, said in ((None, True), (callers.SYSTEM, False)):
        caplog.clear()
        opened = db.Database(database_url, pool_size=1, caller=caller)
        await opened.open()
        await opened.close()
        assert ("sees through row level security" in caplog.text) is said
