"""A small application whose one POST adds a row, waits where a test says so, and ends as the test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import asyncpg
import httpx
from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from shared.kit import callers, db, errors
from shared.kit.web import reply, routes
from shared.kit.web.doors import Transaction
from tests.shared.kit import small

Said = Annotated[dict[str, Any], Body()]
RULES = ("add", "add_other", "replace", "amend", "add_secret", "look", "stream")


@dataclass(frozen=True)
class Caller:
    """Who calls, as a guard leaves it."""

    client_id: str = "one"
    subject: str = "officer"
    organisation: str = "so-noi-vu"


async def by_header(request: Request, operation: str) -> None:
    """A guard that believes `X-Caller: client/subject/organisation`; without it nobody calls, `barred` is refused."""
    sent = request.headers.get("x-caller", "one/officer/so-noi-vu")
    if sent == "barred":
        raise errors.Forbidden
    if sent != "nobody":
        caller = request.scope["principal"] = Caller(*sent.split("/"))
        callers.become(json.dumps({"org": caller.organisation}))


@dataclass
class Stage:
    """The running application, its caller, and the gates at which writes wait for the test."""

    http: httpx.AsyncClient
    database: db.Database
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    arrived: dict[str, asyncio.Event] = field(default_factory=dict)

    async def send(
        self, key: str | None = "k", *, path: str = "/v1/things", method: str = "POST", caller: str = "", **said: Any
    ) -> httpx.Response:
        """One request; without `json`, `content` or `files` its body is {"name": "a"}."""
        headers = dict(said.pop("headers", {}))
        if key is not None:
            headers["Idempotency-Key"] = key
        if caller:
            headers["X-Caller"] = caller
        if not {"json", "content", "files"} & said.keys():
            said["json"] = {"name": "a"}
        return await self.http.request(method, path, headers=headers, **said)

    async def rows(self) -> int:
        """How many effects were committed."""
        found = await self.reader.row("SELECT count(*) AS n FROM things")
        return int((found or {})["n"])

    async def kept(self) -> list[dict[str, Any]]:
        """What is stored of answers."""
        return await self.reader.rows("SELECT * FROM kept_answers ORDER BY kept_at")

    @property
    def reader(self) -> db.Reader:
        """Reads whatever there is, also what PostgreSQL shows to nobody in particular."""
        return db.Reader(self.database.reader._pool, callers.SYSTEM)


@asynccontextmanager
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """The application on a database that gets one more table."""
    connection = await asyncpg.connect(db.dsn(database_url))
    await connection.execute("CREATE TABLE IF NOT EXISTS things (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    await connection.execute("TRUNCATE things, kept_answers")
    await connection.close()
    database = db.Database(database_url, pool_size=8)
    await database.open()
    try:
        built, made = _application(database)
        async with small.calling(built) as http:
            yield made(http)
    finally:
        await database.close()


def _application(database: db.Database) -> tuple[FastAPI, Any]:
    router = routes.router()
    gates: dict[str, asyncio.Event] = {}
    arrived: dict[str, asyncio.Event] = {}

    async def act(session: db.Session, said: dict[str, Any], gate: str = "") -> Response:
        name = str(said["name"])
        row = await db.fetch_one(session, "INSERT INTO things (name) VALUES (:name) RETURNING id", name=name)
        if gate in gates:
            arrived[gate].set()
            await gates[gate].wait()
        if name == "refused":
            raise errors.Conflict
        if name == "answered":
            return reply.json(b"{}", 409)
        if name == "broken":
            raise RuntimeError(name)
        if name == "uncommittable":
            await db.execute(session, "INSERT INTO late VALUES (1), (1)")
        body = json.dumps({"id": (row or {})["id"], "name": name}).encode()
        return reply.json(body, 201, {"Location": f"/v1/things/{(row or {})['id']}", "ETag": '"1"', "X-Mine": "no"})

    @router.post("/v1/things", operation_id="add")
    async def add(session: Transaction, said: Said, request: Request) -> Response:
        return await act(session, said, request.headers.get("x-gate", ""))

    @router.post("/v1/others", operation_id="add_other")
    async def add_other(session: Transaction, said: Said) -> Response:
        return await act(session, said)

    @router.put("/v1/things", operation_id="replace")
    async def replace(session: Transaction, said: Said) -> Response:
        return await act(session, said)

    @router.patch("/v1/things", operation_id="amend")
    async def amend(session: Transaction, said: Said) -> Response:
        return await act(session, said)

    @router.post("/v1/secrets", operation_id="add_secret")
    async def add_secret(session: Transaction) -> Response:
        await act(session, {"name": "secret"})
        return reply.secret({"id": "sa-1", "secret": "never-again"}, field="secret")

    @router.post("/v1/streams", operation_id="stream")
    async def stream(session: Transaction) -> Response:
        await act(session, {"name": "stream"})
        return StreamingResponse(iter([b"piece"]))

    @router.get("/v1/things", operation_id="look")
    async def look() -> Response:
        return reply.json(b"{}")

    built = small.application(router, RULES, guard=by_header, database=database)
    return built, lambda http: Stage(http, database, gates, arrived)
