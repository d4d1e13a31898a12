"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.reporting_api import evidence_routes, impact_routes, obligations_routes, reports_routes
from shared.evidence import files
from shared.kit.settings import ServiceSettings
from shared.overview import process

DRAFT_LIFETIME_S = 86_400


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: reporting regimes, reports and evidence. Clears away drafts of killed processes."""
    files.sweep_drafts(configured.evidence_dir, older_than_s=DRAFT_LIFETIME_S)
    routers = [obligations_routes.router, reports_routes.router, evidence_routes.router, impact_routes.router]
    return process.build(configured, title="DTI reporting API", routers=routers)
