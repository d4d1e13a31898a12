"""What every HTTP process is made of: the kit's application, the one verifier, the one access table, health."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from fastapi import APIRouter, FastAPI
from starlette.types import Scope

from shared.identity import access, guard, issuer, key_sources, revocation, values, verifier
from shared.kit import db, queue, settings
from shared.kit.web import app, cors, rate_leases, rate_limits
from shared.overview import health, metrics

# A flood of strangers from the services' own address must not keep them from the keys that they verify with.
_KEYS = ("jwks",)


def build(configured: settings.ServiceSettings, *, title: str, routers: Iterable[APIRouter]) -> FastAPI:
    """The application of one process. Raises RouteWithoutRule when a route has no written rule."""
    source = key_sources.Fetched(configured.jwks)
    doorbell = queue.Doorbell(configured.redis_url)
    database = db.Database(configured.database_url, pool_size=configured.pool_size)
    verified = verifier.Verifier(
        issuer=configured.issuer,
        audience=issuer.AUDIENCE,
        source=source,
        standing=revocation.standing_in(database),
    )
    rates, stop_counting = _rates(configured)
    built = app.build(
        title=title,
        database=database,
        clock=configured.clock(),
        guard=guard.guard(verified),
        rules=access.OPERATIONS,
        routers=[*routers, health.router(doorbell), metrics.router()],
        upload_limit_bytes=configured.upload_limit_bytes,
        rates=rates,
        origins=cors.origins(configured.cors_origins),
        closers=[doorbell.close, stop_counting],
    )
    built.state.configured = configured
    return built


def _rates(configured: settings.ServiceSettings) -> tuple[rate_limits.RateLimits, Callable[[], Awaitable[None]]]:
    budgets = rate_limits.Budgets(
        client=rate_leases.policy("client", configured.rate_limit),
        anonymous=rate_leases.policy("address", configured.rate_limit_anonymous),
        token=rate_leases.policy("token", configured.rate_limit_token),
    )
    return rate_limits.in_redis(
        configured.redis_url,
        budgets,
        client_of=_client,
        trusted=[one.strip() for one in configured.trusted_proxies.split(",") if one.strip()],
        exempt=[*health.OPERATIONS, *_KEYS],
        fail_closed=configured.rate_limit_fail == "closed",
    )


def _client(scope: Scope) -> str | None:
    principal: values.Principal | None = scope.get("principal")
    return principal.client_id if principal else None
