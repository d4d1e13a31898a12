"""A service without database, run as its own process by the tests of stopping: `python -m tests.deploy.stops`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request

from shared.kit.settings import ServiceSettings
from shared.kit.web import protocol
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
    # How long who has just connected is heard out is the test's to say: a slow machine must not end it.
    protocol.LAST_CALL_SECONDS = float(os.environ.get("LAST_CALL_SECONDS", protocol.LAST_CALL_SECONDS))
    serving.serve(create_app(), ServiceSettings())
