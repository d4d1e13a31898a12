"""A service's application: the kit's, with the one verifier and the one table in front."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from fastapi import APIRouter, FastAPI

from shared.identity import access, guard, issuer, keys, verifier
from shared.kit import db, settings
from shared.kit.web import app


def build(
    configured: settings.ServiceSettings,
    *,
    title: str,
    routers: Iterable[APIRouter],
    open_paths: Iterable[str] = (),
    closers: Iterable[Callable[[], Awaitable[None]]] = (),
) -> FastAPI:
    """The application of one process. Raises RouteWithoutRule when a route has no written rule."""
    source = keys.Fetched(configured.jwks)
    return app.build(
        title=title,
        database=db.Database(configured.database_url, pool_size=configured.pool_size),
        clock=configured.clock(),
        guard=guard.guard(verifier.Verifier(issuer=configured.issuer, audience=issuer.AUDIENCE, source=source)),
        rules=access.OPERATIONS,
        routers=routers,
        upload_limit_bytes=configured.upload_limit_bytes,
        open_paths=open_paths,
        closers=closers,
    )
