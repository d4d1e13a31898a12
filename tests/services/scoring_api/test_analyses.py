"""Draws of ranks and year-on-year attribution over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.gateway import contract
from tests.services.scoring_api import simulated
from tests.services.scoring_api.simulated import IMPORTED, OPEN, Desk

PATH = "/v1/rankings/robustness"
YEAR_2020 = assessment_id("dti-1726", "tinh-tuyen-quang", 2020)
WEIGHTS = {"kind": "weights", "level": "main_index", "spread": 0.2}
ASKED: dict[str, Any] = {
    "framework": "dti-922", "year": 2022, "column": "verified", "method": WEIGHTS, "draws": 200, "seed": 5,
}  # fmt: skip


@pytest.fixture
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """Both applications."""
    async with simulated.desk(configured, tokens, database, clock) as made:
        yield made


async def _two(desk: Desk) -> None:
    """Tuyên Quang with 4 points and a document that waits; Hà Giang with 10 points."""
    await desk.decide(await desk.post("1.7"), "1.7", "partial", 4)
    await desk.post("2.1")
    other = await desk.open_other("tinh-ha-giang")
    await desk.decide(await desk.post("1.7", assessment=other), "1.7", "accept")
    for assessment in (OPEN, other):
        await desk.compute(assessment)


async def step(operation: str, desk: Desk) -> Any:
    """A POST as the document shows it, answered as the document says."""
    method, path = contract.address(operation)
    (content,) = contract.operation(operation)["requestBody"]["content"].values()
    name = content["schema"]["$ref"].rpartition("/")[2]
    body = contract.DOCUMENT["components"]["schemas"][name]["examples"][0]
    answer = await desk.scoring.request(method, path, headers=desk.tokens.header("reporter"), json=body)
    assert answer.status_code == 200, answer.text
    contract.check(answer.json(), contract.schema_of(operation))
    return answer.json()


async def test_the_documented_draws(desk: Desk) -> None:
    await _two(desk)
    assert (await step("ask_robustness", desk))["rank_of"] == 2


async def test_ranks_are_drawn_again_alike_and_nothing_is_written(desk: Desk) -> None:
    await _two(desk)
    before = await desk.rows()
    answers = [await desk.ask(PATH, ASKED) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert await desk.rows() == before
    told = answers[0].json()
    assert [(one["organisation"], one["rank"], one["median"]) for one in told["items"]] == [
        ("tinh-ha-giang", 1, 1), ("tinh-tuyen-quang", 2, 2),
    ]  # fmt: skip
    assert all(sum(rank["count"] for rank in one["ranks"]) == 200 for one in told["items"])
    assert told["items"][1]["rests_on"] == (await desk.scores())["run_id"]
    assert (told["seed"], told["draws"], told["method"], told["generator"]) == (5, 200, WEIGHTS, "PCG64")
    assert all(one["vi"] and one["en"] for one in told["assumptions"])


async def test_what_waits_is_drawn_with_the_caller_s_probability(desk: Desk) -> None:
    """2.1 brings 9.09 points: with them Tuyên Quang leads."""
    await _two(desk)
    for acceptance, rank in ((0, 2), (1, 1)):
        told = (await desk.ask(PATH, ASKED | {"method": {"kind": "undecided", "acceptance": acceptance}})).json()
        mine = next(one for one in told["items"] if one["organisation"] == "tinh-tuyen-quang")
        assert (mine["ranks"], mine["rank"]) == ([{"rank": rank, "count": 200, "share": 1.0}], 2)


async def test_published_main_indices_are_drawn_where_components_are_unknown(desk: Desk) -> None:
    numbers = (1, 2, 3, 4, 5, 7, 8, 9)
    for slug, value in (("tinh-ha-giang", "0.5000"), ("tinh-cao-bang", "0.4000")):
        await desk.publish(slug, {f"index:{number}": value for number in numbers}, like=IMPORTED)
    await desk.publish("tinh-lao-cai", {"index:1": "0.9000"}, like=IMPORTED)
    await desk.publish("tinh-yen-bai", {"total": "0.9000"}, like=IMPORTED)
    told = (await desk.ask(PATH, ASKED | {"year": 2021, "column": "published"})).json()
    assert [one["organisation"] for one in told["items"]] == ["tinh-ha-giang", "tinh-cao-bang", "tinh-tuyen-quang"]
    assert {(one["organisation"], one["reason"]) for one in told["left_out"]} == {
        ("tinh-lao-cai", "incomplete"), ("tinh-yen-bai", "not_published"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"column": "published", "method": WEIGHTS | {"level": "component"}}, 422, "draws-refused", "method.level"),
        ({"column": "self", "method": {"kind": "undecided", "acceptance": 0.5}}, 422, "draws-refused", "column"),
        ({"framework": "no-such"}, 422, "no-such-framework", "framework"),
        ({"year": 2030}, 409, "nothing-to-rank", None),
        ({"draws": 0}, 422, None, "draws"),
        ({"draws": 10001}, 422, None, "draws"),
        ({"seed": -1}, 422, None, "seed"),
        ({"seed": None}, 422, None, "seed"),
        ({"method": WEIGHTS | {"spread": 1.1}}, 422, None, "method"),
        ({"method": {"kind": "guess"}}, 422, None, "method"),
        ({"extra": 1}, 422, None, "extra"),
    ],
)
async def test_draws_that_are_refused(
    desk: Desk, changed: dict[str, Any], status: int, code: str | None, field: str | None
) -> None:
    answer = await desk.ask(PATH, ASKED | changed)
    assert answer.status_code == status, answer.text
    if code:
        assert answer.json()["code"] == code
    if field:
        assert field in answer.json()["errors"][0]["field"]


async def test_too_much_at_once_is_refused_with_what_is_possible(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await _two(desk)
    monkeypatch.setattr("shared.analysis.robustness.service._MOST_PRODUCTS", 2 * 98 * 100)
    answer = await desk.ask(PATH, ASKED)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "draws")
    assert "100" in answer.json()["errors"][0]["detail"]


def _sums(found: Any, parts: str) -> None:
    known = [one["difference"] for one in found[parts] if one["difference"] is not None]
    assert sum(known, Decimal(0)) + found["unattributed"] == found["difference"]
    assert bool(found["reasons"]) == bool(found["unattributed"])


async def test_the_change_since_the_published_year_sums_exactly(desk: Desk) -> None:
    """2022 as verified so far against 2021 as published: main indices are known on both sides, components on one."""
    await _two(desk)
    found = await desk.get(f"/v1/assessments/{OPEN}/attribution?against={IMPORTED}")
    assert (found["assessment"]["column"], found["against"]["column"]) == ("verified", "published")
    assert found["comparison"] == "same_version"
    assert found["difference"] == Decimal("0.004") - Decimal("0.2849")
    _sums(found, "main_indices")
    assert found["reasons"] == ["rounding"], "0.284855 was printed 0.2849"
    assert found["unattributed"] == Decimal("-0.000045")
    for index in found["main_indices"]:
        _sums(index, "components")
        assert (index["components"], index["reasons"]) == ([], ["components_unknown"])
    first = found["main_indices"][0]
    assert (first["before"]["contribution"], first["after"]["contribution"]) == (Decimal("0.0375"), Decimal("0.004"))


async def test_two_columns_of_one_assessment_differ_by_components(desk: Desk) -> None:
    await _two(desk)
    found = await desk.get(f"/v1/assessments/{OPEN}/attribution?against={OPEN}&column=self&against_column=verified")
    _sums(found, "main_indices")
    assert found["unattributed"] == 0
    for index in found["main_indices"]:
        _sums(index, "components")
        assert index["unattributed"] == 0
    components = [one for index in found["main_indices"] for one in index["components"]]
    moved = {one["code"]: one["difference"] for one in components if one["difference"]}
    assert moved == {"1.7": Decimal("0.006"), "2.1": Decimal("0.009091")}


async def test_across_frameworks_nothing_is_attributed_without_a_crosswalk(desk: Desk) -> None:
    found = await desk.get(f"/v1/assessments/{IMPORTED}/attribution?against={YEAR_2020}")
    assert found["comparison"] == "none"
    assert (found["difference"], found["unattributed"]) == (Decimal("0.0135"), Decimal("0.0135"))
    assert (found["reasons"], found["main_indices"], found["components"]) == (["no_crosswalk"], [], [])


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        (f"against={OPEN}", 422, "not-comparable"),
        ("against=00000000-0000-4000-8000-000000000000", 422, "no-such-assessment"),
        (f"against={IMPORTED}&against_column=self", 409, "no-figures"),
        ("", 422, None),
    ],
)
async def test_what_cannot_be_compared(desk: Desk, query: str, status: int, code: str | None) -> None:
    headers = desk.tokens.header("committee")
    answer = await desk.scoring.get(f"/v1/assessments/{OPEN}/attribution?{query}", headers=headers)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
