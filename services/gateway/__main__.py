"""`python -m services.gateway`: this process on its own port."""

from __future__ import annotations

import uvicorn

from services.gateway.app import create_app
from shared.kit.settings import ServiceSettings

if __name__ == "__main__":
    configured = ServiceSettings()
    uvicorn.run(create_app(configured), host=configured.host, port=configured.port, access_log=False)
