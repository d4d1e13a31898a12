"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from shared.identity import service_app
from shared.kit.settings import ServiceSettings


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: frameworks, assessments, scores and rankings."""
    return service_app.build(configured, title="DTI scoring API", routers=[])
