"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.targets_api import (
    changes_routes,
    coverage_routes,
    deliverables_routes,
    exports_routes,
    hierarchies_routes,
    imports_routes,
    law_obligations_routes,
    law_routes,
    measurements_routes,
    organisation_changes_routes,
    organisations_routes,
    register_routes,
    sets_routes,
    spending_routes,
    targets_law_routes,
    targets_routes,
    tasks_import_routes,
    tasks_routes,
    tasks_writing_routes,
)
from shared.kit.settings import ServiceSettings
from shared.overview import process

ROUTERS = (
    hierarchies_routes.router,
    register_routes.router,
    organisation_changes_routes.router,
    organisations_routes.router,
    law_routes.router,
    law_obligations_routes.router,
    sets_routes.router,
    targets_routes.router,
    measurements_routes.router,
    spending_routes.router,
    targets_law_routes.router,
    tasks_import_routes.router,
    tasks_routes.router,
    coverage_routes.router,
    tasks_writing_routes.router,
    deliverables_routes.router,
    changes_routes.router,
    exports_routes.router,
    imports_routes.router,
)


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: targets, law, organisations and tasks."""
    return process.build(configured, title="DTI targets API", routers=ROUTERS)
