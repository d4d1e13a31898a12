"""The composition root of the one-process default: gateway and three services behind one port."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp

from services.gateway import app as gateway
from services.local.router import Router
from services.reporting_api import app as reporting_api
from services.scoring_api import app as scoring_api
from services.targets_api import app as targets_api
from shared.kit.settings import ServiceSettings

# Path → process, as `deploy/nginx.conf` routes it between processes.
SEGMENTS = {
    targets_api.create_app: (
        "organisations",
        "legal-documents",
        "targets",
        "measurements",
        "tasks",
        "budget",
        "coverage",
        "changes",
    ),
    reporting_api.create_app: ("reporting-regimes", "obligations", "reports", "evidence"),
    scoring_api.create_app: ("frameworks", "assessments", "runs", "scores", "rankings"),
}


def create_app() -> ASGIApp:
    """All four applications, configured by the environment."""
    configured = ServiceSettings()
    by_segment: dict[str, Starlette] = {}
    for create, segments in SEGMENTS.items():
        application = create(configured)
        by_segment |= dict.fromkeys(segments, application)
    return Router(gateway.create_app(configured), by_segment)
