"""What every HTTP process is made of: the kit's application, the one verifier, the one access table, health."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI

from shared.identity import access, guard, issuer, keys, revocation, verifier
from shared.kit import db, queue, settings
from shared.kit.web import app
from shared.overview import health


def build(configured: settings.ServiceSettings, *, title: str, routers: Iterable[APIRouter]) -> FastAPI:
    """The application of one process. Raises RouteWithoutRule when a route has no written rule."""
    source = keys.Fetched(configured.jwks)
    doorbell = queue.Doorbell(configured.redis_url)
    database = db.Database(configured.database_url, pool_size=configured.pool_size)
    verified = verifier.Verifier(
        issuer=configured.issuer,
        audience=issuer.AUDIENCE,
        source=source,
        standing=revocation.standing_in(database),
    )
    built = app.build(
        title=title,
        database=database,
        clock=configured.clock(),
        guard=guard.guard(verified),
        rules=access.OPERATIONS,
        routers=[*routers, health.router(doorbell)],
        upload_limit_bytes=configured.upload_limit_bytes,
        closers=[doorbell.close],
    )
    built.state.configured = configured
    return built
