"""`/metrics`: what a monitor watches, of this process and of the installation. No label holds an id or a person's data.
Who may read it stands in the written table, as with everything else: admin, auditor, an account with `metrics:read`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from shared.kit import callers, db, faults, metrics
from shared.kit.web import routes
from shared.outbox import service as outbox
from shared.overview.changes import service as changes
from shared.scoring import drift, heartbeat
from shared.scoring import service as scoring

_EXAMPLE = "# TYPE dti_requests_total counter\n" + 'dti_requests_total{operation="get_scores",status="2xx"} 12.0\n'
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Thành công / success",
        "content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}


def router() -> APIRouter:
    """`/metrics` of one process."""
    built = routes.router()

    @built.get(
        "/metrics",
        operation_id="get_metrics",
        tags=["health"],
        summary="Số đo vận hành / Metrics",
        response_class=Response,
        responses=_ANSWER,
    )
    async def get_metrics(request: Request) -> Response:
        """Số đo theo định dạng Prometheus: của tiến trình này (số yêu cầu và thời gian theo thao tác, lần tính, lần
        tính lại) và của cả hệ thống (độ trễ hộp thư đi và luồng thay đổi, kỳ đánh giá chưa kịp tính, lần tính bị lệch).

        In Prometheus's text format: requests and seconds by operation, runs and replays of this process; of the
        installation the lag of outbox and change feed, assessments behind, runs that differ from their replay.
        """
        text = metrics.of_process().text() + await _of_the_installation(request.app.state.database.reader)
        return Response(text, headers={"Content-Type": metrics.MEDIA_TYPE})

    return built


async def _of_the_installation(reader: db.Reader) -> bytes:
    """What the database knows; without it `dti_database_up` is 0, and of the rest nothing is said."""
    try:
        with callers.asking(callers.SYSTEM):  # numbers only
            waiting, waited_s = await outbox.lag(reader)
            found = [
                ("dti_outbox_waiting", "Events not handed on yet.", waiting),
                ("dti_outbox_lag_seconds", "Age of the oldest event not handed on.", waited_s),
                ("dti_feed_lag_seconds", "Age of the oldest change not served yet.", await changes.lag_s(reader)),
                ("dti_assessments_behind", "Assessments not computed yet.", len(await scoring.behind(reader))),
                ("dti_replay_drifted_runs", "Runs that differ from their last replay.", await drift.drifted(reader)),
                ("dti_worker_up", "Whether a worker was heard of within 30 s.", await heartbeat.alive(reader)),
            ]
    except faults.FAULTS:
        return metrics.gauge("dti_database_up", "Whether the database answers.", 0).encode()
    gauges = [metrics.gauge(name, said, float(value)) for name, said, value in found]
    return "".join([*gauges, metrics.gauge("dti_database_up", "Whether the database answers.", 1)]).encode()
