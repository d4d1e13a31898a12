"""A service without database, run as its own process by the tests of stopping: `python -m tests.deploy.stops`."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request

from shared.kit.settings import ServiceSettings
from shared.overview import serving


def create_app() -> FastAPI:
    """It answers at once, or after the whole body has come; and says whether it stops."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield

    app = FastAPI(lifespan=lifespan, openapi_url=None)

    @app.api_route("/v1/{rest:path}", methods=["GET", "POST"])
    async def answer(request: Request) -> dict[str, object]:
        return {"bytes": len(await request.body()), "stopping": getattr(app.state, "stopping", False)}

    @app.get("/health/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    return app


if __name__ == "__main__":
    serving.serve(create_app(), ServiceSettings())
