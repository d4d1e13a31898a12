"""What if: every figure before and after by the one engine, and nothing written."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.scoring_api import simulated
from tests.services.scoring_api.simulated import IMPORTED, OPEN, OTHER, Desk

PATH = f"/v1/assessments/{OPEN}/what-if"
COLUMNS = ("self", "verified")


@pytest.fixture
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """Both applications."""
    async with simulated.desk(configured, tokens, database, clock) as made:
        yield made


def exact(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return json.loads(answer.content, parse_float=Decimal)


def figures(column: Any) -> dict[str, Any]:
    """Every figure of a column by its node, of a what-if as of scores."""
    found = {f"index:{one['number']}": one for one in column["main_indices"]}
    found |= {f"pillar:{one['pillar']}": one for one in column["pillars"]}
    return found | {f"component:{one['code']}": one for one in column["components"]}


async def test_before_is_what_is_shown_and_after_what_a_decision_makes_of_it(desk: Desk) -> None:
    first, second = await desk.post("1.7"), await desk.post("1.7", "2.1", org=OTHER)
    await desk.decide(first, "1.7", "partial", 4)
    await desk.claim("3.1", 2)
    await desk.compute()
    shown = await desk.scores()
    supposed = [
        {"evidence": second, "component": "1.7", "verdict": "partial", "points": 7.5},
        {"component": "9.1", "points": 3},
        {"component": "3.1", "column": "self", "points": 1},
    ]
    told = exact(await desk.ask(PATH, {"overrides": supposed}, "reviewer", clients.DEPARTMENT))
    assert {key: told[key] for key in ("run_id", "computed_version", "pending", "overrides")} == {
        **{key: shown[key] for key in ("run_id", "computed_version", "pending")},
        "overrides": 3,
    }
    for column in COLUMNS:
        before = figures(shown[column])
        for node, change in figures(told[column]).items():
            for of in ("points", "value", "undecided"):
                assert change["before"][of] == before[node][of], node
            assert change["score_id"] == before[node]["score_id"]
        assert told[column]["total"]["before"]["value"] == shown[column]["total"]
    verified = figures(told["verified"])
    assert verified["component:1.7"]["difference"]["points"] == Decimal("3.5")
    assert verified["component:9.1"]["after"]["points"] == 3
    assert told["verified"]["total"]["difference"] == {"value": Decimal("0.0065"), "points": Decimal("6.5")}
    assert figures(told["self"])["component:3.1"]["difference"]["points"] == -1
    await desk.decide(second, "1.7", "partial", 7.5)
    await desk.compute()
    assert figures((await desk.scores())["verified"])["component:1.7"]["points"] == Decimal("7.5")


async def test_differences_are_those_of_what_is_shown_and_sum(desk: Desk) -> None:
    await desk.compute()
    told = exact(
        await desk.ask(PATH, {"overrides": [{"component": "1.7", "points": 1}, {"component": "7.2", "points": 2}]})
    )
    for column in COLUMNS:
        for change in [*figures(told[column]).values(), told[column]["total"]]:
            for of, gained in change["difference"].items():
                if gained is not None:
                    assert gained == change["after"][of] - change["before"][of]
        parts = [
            change["difference"]["points"] for node, change in figures(told[column]).items() if "component" in node
        ]
        assert sum(parts) == told[column]["total"]["difference"]["points"]


async def test_nothing_is_written_not_even_for_an_idempotency_key(desk: Desk) -> None:
    await desk.post("1.7")
    await desk.compute()
    before = await desk.rows()
    sent = {"overrides": [{"component": "1.7", "points": 8}]}
    headers = desk.tokens.header("committee") | {"Idempotency-Key": "k"}
    answers = [await desk.scoring.post(PATH, headers=headers, json=sent) for _ in range(2)]
    other = await desk.scoring.post(PATH, headers=headers, json={"overrides": [{"component": "1.7", "points": 9}]})
    assert [answer.status_code for answer in (*answers, other)] == [200, 200, 200]
    assert answers[0].content == answers[1].content != other.content
    assert "idempotency-replayed" not in answers[1].headers
    assert await desk.rows() == before


@pytest.mark.parametrize(
    ("override", "field", "code"),
    [
        ({"points": 1}, "component", "missing"),
        ({"component": "1.7"}, "points", "missing"),
        ({"component": "99.9", "points": 1}, "component", "unknown"),
        ({"component": "1.7", "points": 10.000001}, "points", "less_than_equal"),
        ({"component": "6.1", "points": 0}, "component", "not_scored"),
        ({"component": "1.7", "verdict": "accept"}, "evidence", "missing"),
        ({"evidence": "{one}"}, "verdict", "missing"),
        ({"evidence": "{one}", "verdict": "partial"}, "points", "missing"),
        ({"evidence": "{one}", "verdict": "accept", "points": 1}, "points", "contradiction"),
        ({"evidence": "{one}", "verdict": "accept", "column": "self"}, "column", "contradiction"),
        ({"evidence": "{one}", "verdict": "accept", "component": "2.1"}, "component", "unknown"),
        ({"evidence": "{two}", "verdict": "accept"}, "component", "missing"),
        ({"evidence": str(uuid.UUID(int=4)), "verdict": "accept"}, "evidence", "unknown"),
    ],
)
async def test_what_cannot_be_is_not_supposed(desk: Desk, override: dict[str, Any], field: str, code: str) -> None:
    ids = {"{one}": await desk.post("1.7"), "{two}": await desk.post("1.7", "2.1")}
    await desk.compute()
    sent = {key: ids.get(value, value) if isinstance(value, str) else value for key, value in override.items()}
    answer = await desk.ask(PATH, {"overrides": [{"component": "2.2", "points": 1}, sent]})
    assert (answer.status_code, answer.json()["code"]) == (422, "overrides-refused")
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(f"overrides.1.{field}", code)]


async def test_two_suppositions_of_one_thing_are_refused(desk: Desk) -> None:
    one = await desk.post("1.7")
    await desk.compute()
    twice = [{"component": "1.7", "points": 1}, {"component": "1.7", "points": 2}]
    across = [{"component": "1.7", "points": 1}, {"evidence": one, "verdict": "accept"}]
    for sent, fields in (
        (twice, {"overrides.0.component", "overrides.1.component"}),
        (across, {"overrides.1.component"}),
    ):
        answer = await desk.ask(PATH, {"overrides": sent})
        assert {error["field"] for error in answer.json()["errors"]} == fields
    both = [{"component": "1.7", "points": 1}, {"component": "1.7", "points": 2, "column": "self"}]
    assert (await desk.ask(PATH, {"overrides": both})).status_code == 200


async def test_evidence_of_others_is_not_told_of(desk: Desk) -> None:
    """Whoever may not read a document learns nothing by supposing a verdict on it."""
    other = await desk.post("1.7", org=OTHER)
    await desk.compute()
    sent = {"overrides": [{"evidence": other, "verdict": "accept"}]}
    assert (await desk.ask(PATH, sent)).json()["errors"][0]["code"] == "unknown"
    assert (await desk.ask(PATH, sent, "reporter", OTHER)).status_code == 200


async def test_the_rank_among_published_totals(desk: Desk) -> None:
    """Rounded as they are printed: 0.0035 shares its rank with 0.003450."""
    await desk.compute()
    for slug, total in (("tinh-ha-giang", "0.5000"), ("tinh-cao-bang", "0.0035"), ("tinh-lao-cai", "0.0001")):
        await desk.publish(slug, {"total": total})
    told = exact(await desk.ask(PATH, {"overrides": [{"component": "1.7", "points": 3.45}]}))
    expected = {
        "before": 4,
        "after": 2,
        "difference": -2,
        "rank_of": 4,
        "basis": "published",
        "unknown": 0,
        "places": 4,
    }
    assert told["verified"]["rank"] == expected


async def test_without_others_there_is_no_rank(desk: Desk) -> None:
    await desk.compute()
    told = exact(await desk.ask(PATH, {"overrides": [{"component": "1.7", "points": 8}]}))
    assert told["verified"]["rank"] is None
    assert told["provisional"] is True


async def test_what_was_never_computed_cannot_be_supposed_upon(desk: Desk) -> None:
    sent = {"overrides": [{"component": "1.7", "points": 8}]}
    answer = await desk.ask(f"/v1/assessments/{IMPORTED}/what-if", sent)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-computed-yet")
    assert (await desk.ask(f"/v1/assessments/{uuid.UUID(int=1)}/what-if", sent)).status_code == 404


@pytest.mark.parametrize("overrides", [[], [{"component": "1.7", "points": 1}] * 201, None, [{"x": 1}], [5]])
async def test_a_body_of_another_shape_is_refused(desk: Desk, overrides: Any) -> None:
    assert (await desk.ask(PATH, {"overrides": overrides})).status_code == 422


async def test_who_may_ask(desk: Desk) -> None:
    await desk.compute()
    sent = {"overrides": [{"component": "1.7", "points": 8}]}
    assert (await desk.scoring.post(PATH, json=sent)).status_code == 401
    for scopes, status in ((("scores:read",), 200), (("targets:read",), 403)):
        token = desk.tokens.of("system", "tinh-tuyen-quang", scopes=scopes)
        answer = await desk.scoring.post(PATH, json=sent, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status
