"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.scoring_api import assessments_routes, frameworks_routes, gaps_routes, scores_routes
from shared.kit.settings import ServiceSettings
from shared.overview import process
from shared.scoring import waiting


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: frameworks, assessments, scores and rankings."""
    built = process.build(
        configured,
        title="DTI scoring API",
        routers=[assessments_routes.router, scores_routes.router, gaps_routes.router, frameworks_routes.router],
    )
    built.state.waiting = waiting.Waiting()
    return built
