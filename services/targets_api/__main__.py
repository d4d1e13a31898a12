"""`python -m services.targets_api`: this process on its own port."""

from __future__ import annotations

from services.targets_api.app import create_app
from shared.kit.settings import ServiceSettings
from shared.overview.serving import serve

if __name__ == "__main__":
    configured = ServiceSettings()
    serve(create_app(configured), configured)
