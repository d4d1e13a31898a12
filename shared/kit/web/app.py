"""How every process's application is put together; nothing is created at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request

from shared.kit import db
from shared.kit.clock import Clock
from shared.kit.web import (
    cors,
    directory,
    entrance,
    idempotency,
    limits,
    measuring,
    problems,
    rate_limits,
    routes,
    table_files,
)

# How the addresses end that take a file of rows; deploy/edge.conf.template lets as much pass to them. Others end so
# where a caller names a part of them: they take no more than any JSON.
TAKE_ROWS = ("/import", "/import-annex")


def build(
    *,
    title: str,
    database: db.Database,
    clock: Clock,
    guard: routes.Guard,
    rules: Iterable[str],
    routers: Iterable[APIRouter],
    upload_limit_bytes: int = 0,
    open_paths: Iterable[str] = (),
    rates: rate_limits.RateLimits | None = None,
    origins: tuple[str, ...] = (),
    closers: Iterable[Callable[[], Awaitable[None]]] = (),
) -> FastAPI:
    """A FastAPI application with problem details, limits, the guard and the database of this process.

    Raises RouteWithoutRule when a route has no written rule.
    """
    closing = list(closers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        yield
        for close in closing:
            await close()
        await database.close()

    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # `measuring` counts, and says no more than that
    )
    app.state.database = database
    app.state.clock = clock
    app.state.guard = guard
    app.state.rates = rates
    for router in routers:
        app.include_router(router)
    routes.settle(app)
    problems.install(app)
    routes.check(app, rules, open_paths=open_paths, write_door=transaction)
    guarded = [one for one in routes.flat(app.routes) if isinstance(one, routes.GuardedRoute)]
    known = directory.Directory(app.router.middleware_stack, guarded)
    app.router.middleware_stack = known

    def body_limit(scope: Any) -> int:
        path = entrance.below_root(scope)
        takes_upload = path == "/v1/evidence" and upload_limit_bytes  # not the decisions below it
        if takes_upload:
            return upload_limit_bytes + limits.MULTIPART_OVERHEAD_BYTES
        found = known.find(scope["method"], path) if path.endswith(TAKE_ROWS) else None
        if found is not None and found[0].takes_rows:
            return table_files.LIMIT_BYTES + limits.MULTIPART_OVERHEAD_BYTES
        return limits.JSON_LIMIT_BYTES

    app.add_middleware(limits.Limits, body_limit=body_limit)
    if origins:
        app.add_middleware(cors.Cors, allowed=origins)  # outside, so that a refusal of the limits can be read as well
    app.add_middleware(measuring.Measuring)
    return app


def _operation_id(route: Any) -> str:
    return str(route.operation_id or route.name)


async def transaction(request: Request) -> AsyncIterator[db.Session]:
    """The write door of a request. Depend on it with scope="function": the commit runs before the answer is sent.

    A request with an `Idempotency-Key` has its transaction already: its answer is stored there, after the effects.
    """
    if (keyed := idempotency.session_of(request)) is not None:
        yield keyed
        return
    async with request.app.state.database.transaction() as session:
        yield session


async def reader(request: Request) -> db.Reader:
    """The read door of a request."""
    door: db.Reader = request.app.state.database.reader
    return door


async def clock(request: Request) -> Clock:
    """The process's two clocks."""
    result: Clock = request.app.state.clock
    return result
