"""Plan 55, V.9: "định kỳ 6 tháng (trước ngày 15/6)" — one agency's half-year report, from owed to measured.

Two processes on one database, as they are deployed: the reporter, the head and the reviewer use reporting_api, and
whoever asks how far the targets are uses targets_api, without a token.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from services.reporting_api import app as reporting_api
from services.targets_api import app as targets_api
from tests import clients, servers

AGENCY = "so-noi-vu"
OWED = "/v1/obligations?regime=ke-hoach-55-6-thang&year=2022&period=half_year&status=not_reported&limit=200"
FIGURES: list[dict[str, Any]] = [
    {"target": "CQS.01", "numerator": 412, "denominator": 980},
    {"target": "CQS.02", "numerator": 45, "denominator": 60, "quality_note": "Chưa gồm cấp xã."},
    {"target": "XHS.01", "value": 37.5, "kind": "estimate"},
]


async def _owing(http: httpx.AsyncClient, tokens: clients.Tokens) -> dict[str, dict[str, Any]]:
    """Who has not reported, as the coordinating department sees it."""
    page = (await http.get(OWED, headers=tokens.header("coordinator"))).json()
    assert page["next"] is None
    return {item["organisation"]["slug"]: item for item in page["items"]}


async def _progress(http: httpx.AsyncClient, target: str, headers: dict[str, str]) -> dict[str, Any]:
    """What the agency has measured of a target; empty when nothing."""
    answer = (await http.get(f"/v1/targets/{target}/progress", headers=headers)).json()
    latest = [row["latest"] for row in answer["organisations"] if row["organisation"]["slug"] == AGENCY]
    return dict(latest[0]) if latest else {}


async def test_half_year_report(
    database_url: str, server_urls: servers.Urls, tmp_path: Path, tokens: clients.Tokens
) -> None:
    configured = clients.settings(database_url, server_urls.redis, tmp_path, today="2022-06-13")
    async with (
        clients.client(reporting_api.create_app, configured) as reporting,
        clients.client(targets_api.create_app, configured) as targets,
    ):
        reporter, head = tokens.header("reporter", AGENCY), tokens.header("approver", AGENCY)
        reviewer = tokens.header("reviewer")

        # Two days before 15 June the agency is among those who have not reported; its days come from plan 55.
        owing = await _owing(reporting, tokens)
        mine = owing[AGENCY]
        assert (mine["status"], mine["due_before_on"], mine["report"]) == ("open", "2022-06-15", None)
        regimes = (await reporting.get("/v1/reporting-regimes", headers=reporter)).json()["items"]
        (regime,) = [item for item in regimes if item["id"] == mine["regime"]["id"]]
        assert (regime["source"]["document"], regime["source"]["clause"]) == ("ke-hoach-55-kh-ubnd-2022", "V.9")

        # The reporter drafts; a slip in one figure refuses the whole draft and names the field.
        body = {"obligation": mine["id"], "measured_on": "2022-05-31", "figures": FIGURES, "summary": "6 tháng đầu năm"}
        slip = [*FIGURES[:2], {"target": "XHS.01", "value": 375}]
        refused = await reporting.post("/v1/reports", json={**body, "figures": slip}, headers=reporter)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "figures.2.value")
        drafted = await reporting.post("/v1/reports", json=body, headers=reporter)
        assert drafted.status_code == 201
        report = drafted.headers["Location"]
        assert drafted.json()["allowed_actions"] == ["revise"]

        # Levels: the reporter does not sign, the reviewer does not decide before the head has signed.
        assert (await reporting.post(f"{report}/submit", headers=reporter)).status_code == 403
        assert (await reporting.post(f"{report}/accept", headers=reviewer)).status_code == 403
        assert "submit" in (await reporting.get(report, headers=head)).json()["allowed_actions"]
        submitted = await reporting.post(f"{report}/submit", headers=head)
        assert (submitted.json()["state"], submitted.json()["late"]) == ("submitted", False)

        # Reported: the agency has left the list, and nothing is measured before acceptance.
        assert set(await _owing(reporting, tokens)) == set(owing) - {AGENCY}
        assert [await _progress(targets, figure["target"], reporter) for figure in FIGURES] == [{}, {}, {}]

        accepted = await reporting.post(f"{report}/accept", headers=reviewer)
        assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
        assert set(await _owing(reporting, tokens)) == set(owing) - {AGENCY}

        # Whoever asks sees the three figures, with their day and kind.
        first, second, third = [await _progress(targets, figure["target"], reporter) for figure in FIGURES]
        assert (first["numerator"], first["denominator"], first["value"]) == (412, 980, 42.040816)
        assert (second["value"], second["quality_note"]) == (75, "Chưa gồm cấp xã.")
        assert (third["value"], third["kind"]) == (37.5, "estimate")
        assert {row["measured_on"] for row in (first, second, third)} == {"2022-05-31"}
