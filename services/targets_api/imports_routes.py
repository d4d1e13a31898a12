"""Which rows this process imports; how one ended or how far it is, and how to stop it."""

from __future__ import annotations

from shared.overview.imports import routes as imports

RESOURCES = (
    imports.Resource("measurements", "measurement", "targets", "số liệu"),
    imports.Resource("tasks", "task", "tasks", "nhiệm vụ"),
    imports.Resource("organisations", "organisation", "organisations", "cơ quan"),
)
router = imports.router_of(RESOURCES)
