"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.scoring_api import (
    advice_routes,
    annex_routes,
    appeals_routes,
    applicability_routes,
    assessments_routes,
    assessments_writing_routes,
    attribution_routes,
    framework_versions_routes,
    frameworks_routes,
    gaps_routes,
    interval_routes,
    overclaim_routes,
    peers_routes,
    rankings_routes,
    results_routes,
    robustness_routes,
    scores_routes,
    successors_routes,
    what_if_routes,
)
from shared.kit.settings import ServiceSettings
from shared.overview import process
from shared.scoring import waiting

_RESOURCES = (
    appeals_routes,
    applicability_routes,
    assessments_routes,
    assessments_writing_routes,
    scores_routes,
    gaps_routes,
    what_if_routes,
    interval_routes,
    advice_routes,
    annex_routes,
    framework_versions_routes,
    robustness_routes,
    attribution_routes,
    frameworks_routes,
    peers_routes,
    overclaim_routes,
    rankings_routes,
    results_routes,
    successors_routes,
)


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: frameworks, assessments, scores and rankings."""
    built = process.build(configured, title="DTI scoring API", routers=[one.router for one in _RESOURCES])
    built.state.waiting = waiting.Waiting()
    return built
