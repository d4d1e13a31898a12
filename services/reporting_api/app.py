"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.reporting_api import obligations_routes, reports_routes
from shared.identity import service_app
from shared.kit.settings import ServiceSettings


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: reporting regimes, reports and evidence."""
    return service_app.build(
        configured, title="DTI reporting API", routers=[obligations_routes.router, reports_routes.router]
    )
