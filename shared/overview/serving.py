"""How a process of its own serves its application; behind the edge, so it believes no forwarded header."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from shared.kit.settings import ServiceSettings

GRACE_S = 8


def serve(app: FastAPI, configured: ServiceSettings) -> None:
    """Serve until SIGTERM; open requests are finished first, for at most 8 s."""
    uvicorn.run(
        app,
        host=configured.host,
        port=configured.port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )
