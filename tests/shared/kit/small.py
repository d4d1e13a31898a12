"""A small application of the kit: no domain, no token, its routes given by the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, FastAPI, Request

from shared.kit import db, errors
from shared.kit.clock import FakeClock
from shared.kit.web import app, rate_limits, routes

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:9/nothing"


async def lets_all_in(request: Request, operation: str) -> None:
    """A guard for tests of other things."""


async def lets_nobody_in(request: Request, operation: str) -> None:
    """A guard that refuses."""
    raise errors.Unauthenticated


def application(
    router: APIRouter,
    rules: Iterable[str],
    *,
    guard: routes.Guard = lets_all_in,
    database: db.Database | None = None,
    upload_limit_bytes: int = 0,
    rates: rate_limits.RateLimits | None = None,
    origins: tuple[str, ...] = (),
) -> FastAPI:
    """An application of these routes; without a database none is reachable."""
    return app.build(
        title="small",
        database=database or db.Database(NOWHERE, pool_size=1),
        clock=FakeClock(),
        guard=guard,
        rules=rules,
        routers=[router],
        upload_limit_bytes=upload_limit_bytes,
        rates=rates,
        origins=origins,
    )


@asynccontextmanager
async def calling(built: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose database is opened by the test."""
    transport = httpx.ASGITransport(app=built, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as http:
        yield http
