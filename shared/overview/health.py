"""Whether a process lives, and whether it can do its work. Answers say "degraded" rather than refusing to serve:
without Redis or a worker evidence is still taken, and scores follow when they are back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

import asyncpg
from fastapi import APIRouter, Request, Response

from shared.audit import service as audit
from shared.kit import callers, db, exact_json, faults, queue
from shared.kit.web import reply, routes
from shared.kit.web.shapes import Shape
from shared.scoring import heartbeat
from shared.scoring import service as scoring

# Never limited: a monitor that is refused reports a death.
OPERATIONS = ("health_live", "health_ready")


AUDIT_PATIENCE_S = 30.0


class Alive(Shape):
    """Tiến trình đang chạy / The process runs."""

    status: Literal["live"]


class Readiness(Shape):
    """Bộ phận nào sẵn sàng, bộ phận nào không / What works and what is away."""

    status: Literal["ready", "degraded", "unavailable", "stopping"]
    database: Literal["ready", "away"]
    queue: Literal["ready", "away"] | None = None
    worker: Literal["ready", "silent"] | None = None
    assessments_behind: int | None = None
    audit: Literal["ready", "behind"] | None = None  # entries or seals wait longer than 30 s, or signing is refused


def router(doorbell: queue.Doorbell) -> APIRouter:
    """`/health/live` and `/health/ready` of one process."""
    built = routes.router()

    @built.get(
        "/health/live",
        operation_id="health_live",
        tags=["health"],
        summary="Còn sống / Alive",
        response_model=None,
        responses={HTTPStatus.OK: {"model": Alive}},
    )
    async def health_live() -> dict[str, str]:
        """Tiến trình đang chạy. / The process runs."""
        return {"status": "live"}

    @built.get(
        "/health/ready",
        operation_id="health_ready",
        tags=["health"],
        summary="Sẵn sàng / Ready",
        responses={
            HTTPStatus.OK: {"model": Readiness},
            HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness, "description": "Không phục vụ được / away"},
        },
    )
    async def health_ready(request: Request) -> Response:
        """200 `ready` hoặc `degraded` (nêu bộ phận); 503 khi không có cơ sở dữ liệu hoặc đang dừng. / 503 only without
        a database, or while the process stops."""
        state = await _state(request.app.state.database.reader, doorbell)
        if getattr(request.app.state, "stopping", False):
            state = {**state, "status": "stopping"}
        away = state["status"] in ("unavailable", "stopping")
        status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.OK
        return reply.json(exact_json.dump(state), status)

    return built


async def _state(reader: db.Reader, doorbell: queue.Doorbell) -> dict[str, object]:
    try:
        with callers.asking(callers.SYSTEM):  # numbers only, and the same ones for everybody
            worker = await heartbeat.alive(reader)
            behind = len(await scoring.behind(reader))
            unsealed = await audit.is_behind(reader, seconds=AUDIT_PATIENCE_S)
    except (faults.DatabaseBusy, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return {"status": "unavailable", "database": "away"}
    redis = await doorbell.answers()
    return {
        "status": "ready" if worker and redis and not unsealed else "degraded",
        "database": "ready",
        "queue": "ready" if redis else "away",
        "worker": "ready" if worker else "silent",
        "assessments_behind": behind,
        "audit": "behind" if unsealed else "ready",
    }
