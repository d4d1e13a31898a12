"""`/metrics` of every process: what is counted, who may read it, and that no id or person stands in it."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from services.gateway.app import create_app as gateway
from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import door, jobs
from services.targets_api.app import create_app as targets_api
from shared.assessments import events
from shared.assessments import service as assessments
from shared.identity import access
from shared.kit import db, metrics
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from shared.outbox import service as outbox
from shared.overview.changes import service as changes
from shared.scoring import drift
from tests import clients, databases, ports

OPEN = assessments.assessment_id("dti-922", "tinh-tuyen-quang", 2022)
APPLICATIONS: tuple[Callable[[ServiceSettings], FastAPI], ...] = (gateway, targets_api, reporting_api, scoring_api)
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def counters_of_its_own() -> None:
    """What other tests of this process counted, on applications with names of their own, is not told here."""
    metrics.of_process.cache_clear()


def _read(text: str) -> Figures:
    """What a monitor reads: name and labels → value."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _at(figures: Figures, name: str, **labels: str) -> float:
    return figures.get((name, frozenset(labels.items())), 0.0)


@pytest.mark.parametrize("create_app", APPLICATIONS, ids=lambda app: app.__module__)
async def test_every_process_counts_its_requests(
    configured: ServiceSettings, tokens: clients.Tokens, create_app: Callable[[ServiceSettings], FastAPI]
) -> None:
    async with clients.client(create_app, configured) as http:
        before = _read((await http.get("/metrics", headers=tokens.header("admin"))).text)
        await http.get("/health/live")
        await http.get("/v1/nothing-here")
        answer = await http.get("/metrics", headers=tokens.header("admin"))
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    after = _read(answer.text)
    for operation, status in (("health_live", "2xx"), ("none", "4xx"), ("get_metrics", "2xx")):
        counted = [_at(one, "dti_requests_total", operation=operation, status=status) for one in (before, after)]
        assert counted[1] == counted[0] + 1, operation
        timed = [_at(one, "dti_request_seconds_count", operation=operation) for one in (before, after)]
        assert timed[1] == timed[0] + 1, operation
    assert _at(after, "dti_database_up") == 1


async def test_who_reads_it_is_written(configured: ServiceSettings, tokens: clients.Tokens) -> None:
    def system(*scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens.of('system', scopes=scopes)}"}

    async with clients.client(gateway, configured) as http:
        assert (await http.get("/metrics")).status_code == 401
        for role in ("reporter", "approver", "reviewer", "coordinator", "committee"):
            assert (await http.get("/metrics", headers=tokens.header(role))).status_code == 403, role
        assert (await http.get("/metrics", headers=system("changes:read", "scores:read"))).status_code == 403
        for allowed in (tokens.header("admin"), tokens.header("auditor"), system("metrics:read")):
            assert (await http.get("/metrics", headers=allowed)).status_code == 200


async def test_labels_are_words_of_ours(configured: ServiceSettings, tokens: clients.Tokens) -> None:
    """Whatever a caller writes into path, query and headers, no label repeats it."""
    strange = f"nguyen-van-a-{uuid.uuid4()}"
    async with clients.client(scoring_api, configured) as http:
        await http.get(f"/v1/assessments/{uuid.uuid4()}/scores", headers=tokens.header("reporter", "so-noi-vu"))
        await http.get(f"/v1/{strange}?{strange}=1", headers={"X-Request-ID": strange, "User-Agent": strange})
        await http.request(strange.upper(), "/v1/assessments")
        text = (await http.get("/metrics", headers=tokens.header("admin"))).text
    assert strange not in text.lower()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    known = {*access.OPERATIONS, "none"}
    for name, labels in _read(text):
        given = dict(labels)
        assert given.pop("operation", "none") in known, name
        assert given.pop("status", "2xx") in {"1xx", "2xx", "3xx", "4xx", "5xx"}, name
        assert set(given) <= {"le"}, name


async def test_the_installation_is_seen(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, database_url: str, clock: FakeClock
) -> None:
    async with clients.client(scoring_api, configured) as http:

        async def look() -> Figures:
            return _read((await http.get("/metrics", headers=tokens.header("auditor"))).text)

        async with database.transaction() as session:
            version = await assessments.raise_version(session, OPEN)
            await outbox.record(session, events.ClaimPut(OPEN, version, "1.7"))
            await db.execute(session, "UPDATE outbox SET recorded_at = now() - interval '90 s'")
        waiting = await look()
        assert _at(waiting, "dti_outbox_waiting") >= 1
        assert 90 <= _at(waiting, "dti_outbox_lag_seconds") < 3600
        assert _at(waiting, "dti_assessments_behind") == 1
        assert _at(waiting, "dti_worker_up") == 0
        await jobs.compute(jobs.context(database, clock), str(OPEN), str(version))
        await drift.replay_all(database, clock)
        computed = await look()
        assert _at(computed, "dti_assessments_behind") == _at(computed, "dti_replay_drifted_runs") == 0
        assert _at(computed, "dti_runs_total") == _at(waiting, "dti_runs_total") + 1
        assert _at(computed, "dti_run_seconds_count") == _at(waiting, "dti_run_seconds_count") + 1
        assert _at(computed, "dti_replays_total") == _at(waiting, "dti_replays_total") + 1
        owner = await databases.connect(database_url)
        await owner.execute("ALTER TABLE run_columns DISABLE TRIGGER USER")
        await owner.execute("UPDATE run_columns SET points[1] = 7 WHERE score_column = 'self'")
        await owner.close()
        await drift.replay_all(database, clock)
        drifted = await look()
        assert _at(drifted, "dti_replay_drifted_runs") == 1
        assert _at(drifted, "dti_replay_differences_total") == _at(computed, "dti_replay_differences_total") + 1


async def test_the_feed_lags_behind_an_open_transaction(database: db.Database) -> None:
    """At least for as long as what was written meanwhile has waited: others use the server, too, and what a
    transaction of theirs holds back is older."""
    written = "SELECT extract(epoch FROM clock_timestamp() - max(changed_at))::float8 AS seconds FROM change_heads"
    async with database.transaction() as open_one:
        await assessments.raise_version(open_one, OPEN)
        async with database.transaction() as later:
            await db.execute(later, "UPDATE organisations SET kind = kind WHERE slug = 'so-noi-vu'")
        for _ in range(2):
            waited = await database.reader.row(written)
            assert waited is not None
            assert 0 < waited["seconds"] < await changes.lag_s(database.reader)


async def test_the_worker_has_a_door_of_its_own(configured: ServiceSettings, tokens: clients.Tokens) -> None:
    port = ports.free()
    serving = asyncio.create_task(door.run(configured, port))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http, asyncio.timeout(20):
        while True:
            try:
                alive = await http.get("/health/live")
                break
            except httpx.ConnectError:
                assert not serving.done()
                await asyncio.sleep(0)
        assert alive.status_code == 200
        assert (await http.get("/metrics")).status_code == 401
        text = (await http.get("/metrics", headers=tokens.header("admin"))).text
    assert ("dti_runs_total", frozenset()) in _read(text)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
