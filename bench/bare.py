"""The baseline of a reading: Starlette and asyncpg, JSON built by PostgreSQL, nothing else.

`python -m bench.bare`: the statement is the product's own (`PAGE`: JSON of its text and arguments), so that both
ask the database for the same work and send the same items. Whatever the path, it answers this one.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench import overheard


def create_app(url: str, asked: overheard.Statement, pool_size: int) -> Starlette:
    """One statement behind every path."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            url, min_size=1, max_size=pool_size, server_settings={"jit": "off"}
        ) as app.state.pool:
            yield

    async def page(request: Request) -> Response:
        async with request.app.state.pool.acquire() as connection:
            body = await connection.fetchval(asked.sql, *asked.args)
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", page)], lifespan=lifespan)


if __name__ == "__main__":
    told = json.loads(os.environ["PAGE"])
    built = create_app(os.environ["DATABASE_URL"], overheard.Statement.heard(told), told["pool_size"])
    uvicorn.run(built, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=False)
