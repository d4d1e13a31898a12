"""The alerts that we ship watch figures that are there, and say in both languages what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from services.gateway.app import create_app
from shared.kit.settings import ServiceSettings
from tests import clients

_FILE = Path(__file__).parents[2] / "deploy" / "prometheus-alerts.yaml"
_RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(_FILE.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule["alert"])
async def test_an_alert_watches_what_is_measured(
    configured: ServiceSettings, tokens: clients.Tokens, rule: dict[str, Any]
) -> None:
    async with clients.client(create_app, configured) as http:
        await http.get("/health/live")  # a counter with labels is there once something was counted
        text = (await http.get("/metrics", headers=tokens.header("auditor"))).text
    measured = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    watched = set(re.findall(r"\bdti_\w+", rule["expr"]))
    assert watched
    assert watched <= measured


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_in_both_languages_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    for said in (rule["annotations"]["summary"], rule["annotations"]["description"]):
        vietnamese, _, english = said.partition(" / ")
        assert vietnamese
        assert english


def test_drift_raises_one() -> None:
    (drifted,) = [rule for rule in _RULES if "dti_replay_drifted_runs" in rule["expr"]]
    assert "for" not in drifted  # at once
    assert drifted["labels"]["severity"] == "critical"
