"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.targets_api import routes_law, routes_organisations, routes_targets, routes_tasks
from shared.kit.settings import ServiceSettings
from shared.overview import process

ROUTERS = (routes_organisations.router, routes_law.router, routes_targets.router, routes_tasks.router)


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: targets, law, organisations and tasks."""
    return process.build(configured, title="DTI targets API", routers=ROUTERS)
