"""The gaps of 2021 are plan 187's part II.1.3, read here from the plan's own text, list by list."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest

from services.scoring_api.app import create_app
from shared.assessments.service import assessment_id
from shared.kit.settings import ServiceSettings
from tests import clients

PLAN = resources.files("shared.catalog").joinpath("documents/ke-hoach-187-KH-UBND-2022.md").read_text(encoding="utf-8")
PATH = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}/gaps"
# Plan 187's main indices in decision 922's numbers.
OURS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 7, 7: 8, 8: 9, 9: 6}
PRINTED = {"đạt điểm tối đa": "full", "không đạt điểm tối đa": "partial", "không đạt điểm": "zero"}


def _one_line(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def _sections() -> dict[int, str]:
    """II.1.3.1 to II.1.3.9, by plan 187's number."""
    part = PLAN[PLAN.index("### 1.3. ") : PLAN.index("## 2. Nhiệm vụ, giải pháp")]
    pieces = re.split(r"^[#* ]*1\.3\.(\d)\. ", part, flags=re.M)
    return {int(number): text for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def _lists(section: str) -> dict[str, tuple[int, list[str], str | None]]:
    """Outcome → how many the plan counts, the codes it prints, the reason it gives."""
    found = {}
    for text in re.split(r"^- (?=Các tiêu chí)", section, flags=re.M)[1:]:
        head = re.match(r"Các tiêu chí ([^:(]+?) ?[:(] ?(\d+)?(?: \(([\d., ]+)\))?", text)
        assert head, text
        codes = re.search(r"\((\d[\d., ]*)\)", text.partition("\n")[0])
        count = re.search(r": (\d+)", text.partition("\n")[0])
        reason = re.search(r"\*(Lý do: .*?)\*$", text, flags=re.M | re.S)
        found[PRINTED[head[1]]] = (
            int(count[1]) if count else 0,
            [code.strip() for code in codes[1].split(",")] if codes and count and int(count[1]) else [],
            _one_line(reason[1]) if reason else None,
        )
    return found


@pytest.fixture
async def gaps(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[dict[str, Any]]:
    """The answer for 2021, as the committee reads it."""
    async with clients.client(create_app, configured) as http:
        answer = await http.get(PATH, headers=tokens.header("committee", "tinh-tuyen-quang"))
        assert answer.status_code == 200, answer.text
        yield answer.json(parse_float=Decimal)


async def test_every_list_is_the_plans_with_its_reason(gaps: dict[str, Any]) -> None:
    slip = {"1.10": "2.10"}
    for number, section in _sections().items():
        index = next(one for one in gaps["main_indices"] if one["number"] == OURS[number])
        assert index["number_187"] == number
        shown = {listed["outcome"]: listed for listed in index["lists"]}
        if number == 9:
            assert set(shown) == {"not_scored"}
            assert _one_line(shown["not_scored"]["reason"]["quote"]) in _one_line(section)
            continue
        printed = _lists(section)
        assert set(shown) == set(printed) == {"full", "partial", "zero"}
        for outcome, (count, codes, reason) in printed.items():
            listed = shown[outcome]
            meant = [slip.get(code, code) if number == 2 else code for code in codes]
            assert (listed["count"], listed["codes_187"]) == (count, meant), (number, outcome)
            assert listed["components"] == [f"{OURS[number]}.{code.partition('.')[2]}" for code in meant]
            assert (listed["reason"] and _one_line(listed["reason"]["quote"])) == reason
            if count:
                assert all(code in listed["heading"]["quote"] for code in codes)
                assert listed["heading"]["clause"] == f"II.1.3.{number}"
                assert listed["reason"] is None or listed["reason"]["clause"] == f"II.1.3.{number}"


async def test_the_two_slips_are_named(gaps: dict[str, Any]) -> None:
    lists = {(index["number"], one["outcome"]): one for index in gaps["main_indices"] for one in index["lists"]}
    assert 'Danh sách in "1.10"; đúng là 2.10.' in lists[2, "zero"]["notes"]
    assert "1.10)" in lists[2, "zero"]["heading"]["quote"]
    assert lists[8, "zero"]["notes"] == ["Hai chỉ số 7.7 và 7.10 in chung một dòng."]
    together = [one["code"] for one in gaps["main_indices"][7]["components"] if one["notes"]]
    assert together == ["8.7", "8.10"]


async def test_causes_sum_to_what_each_main_index_lacks(gaps: dict[str, Any]) -> None:
    for index in gaps["main_indices"]:
        assert index["gap"] == index["max_points"] - index["points"]
        assert sum(cause["points"] for cause in index["causes"]) == index["gap"]
    by_number = {index["number"]: index["gap"] for index in gaps["main_indices"]}
    assert by_number == {
        1: Decimal("62.5"),
        2: 60,
        3: Decimal("57.09"),
        4: Decimal("78.55"),
        5: Decimal("83.33"),
        6: 0,
        7: Decimal("129.64"),
        8: Decimal("99.915"),
        9: Decimal("144.12"),
    }
    assert (gaps["points"], gaps["gap"], gaps["max_points"]) == (Decimal("284.855"), Decimal("715.145"), 1000)
    assert sum(cause["points"] for cause in gaps["causes"]) == gaps["gap"]


async def test_a_main_index_has_a_cause_where_one_is_said_of_all_that_lose_points(gaps: dict[str, Any]) -> None:
    causes = {index["number"]: [cause["cause"] for cause in index["causes"]] for index in gaps["main_indices"]}
    assert causes == {number: ["unattributed"] for number in (1, 3, 4, 5, 7, 8, 9)} | {2: ["not_implemented"], 6: []}


async def test_a_component_has_a_cause_where_the_text_names_it_or_speaks_of_each(gaps: dict[str, Any]) -> None:
    components = {one["code"]: one for index in gaps["main_indices"] for one in index["components"]}
    named = {code: one["cause"] for code, one in components.items() if one["said_of"] == "named"}
    assert named == {"1.2": "partial", "1.3": "partial", "3.6": "partial"}
    each = {code: one["cause"] for code, one in components.items() if one["said_of"] == "each"}
    assert each == {
        **dict.fromkeys(["1.4", "1.7", "1.8", "1.9", "1.10"], "no_evidence"),
        **dict.fromkeys(["2.2", "2.4", "2.6", "2.7", "2.8", "2.9", "2.10"], "not_implemented"),
        **dict.fromkeys(["3.1", "3.2", "3.3", "4.8", "4.9", "8.9", "9.3", "9.5", "9.8"], "partial"),
    }
    said = [one["cause"] for one in components.values() if one["said_of"] is None]
    assert (said.count("unattributed"), said.count(None)) == (57, 14 + 3)
    assert len(components) == 98


async def test_points_of_components_stay_unknown_while_their_maxima_are(gaps: dict[str, Any]) -> None:
    components = [one for index in gaps["main_indices"] for one in index["components"]]
    assert {(one["points"], one["max_points"]) for one in components if one["outcome"] != "not_scored"} == {
        (None, None)
    }
    assert {one["gap"] for one in components if one["outcome"] == "full"} == {0}
    assert {one["gap"] for one in components if one["outcome"] in ("partial", "zero")} == {None}


async def test_it_says_what_it_rests_on(gaps: dict[str, Any]) -> None:
    assert (gaps["column"], gaps["status"], gaps["run_id"], gaps["provisional"]) == (
        "published",
        "imported",
        None,
        False,
    )
    assert gaps["import_id"]
    assert gaps["total"]["value"] == Decimal("0.2849")
    assert all(one["score_id"] for index in gaps["main_indices"] for one in index["components"])


async def test_a_year_of_which_only_the_total_is_known_lacks_nothing_that_can_be_said(
    configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    path = f"/v1/assessments/{assessment_id('dti-1726', 'tinh-tuyen-quang', 2020)}/gaps"
    async with clients.client(create_app, configured) as http:
        found = (await http.get(path, headers=tokens.header("committee"))).json()
        assert (await http.get(path)).status_code == 401
        unknown = await http.get(
            "/v1/assessments/00000000-0000-4000-8000-000000000000/gaps", headers=tokens.header("committee")
        )
        assert unknown.status_code == 404
    assert (found["gap"], found["points"], found["causes"], found["main_indices"]) == (None, None, [], [])
    assert found["certainty"] == "unknown"


async def test_a_figure_is_explained_by_the_same_causes(
    gaps: dict[str, Any], configured: ServiceSettings, tokens: clients.Tokens
) -> None:
    async with clients.client(create_app, configured) as http:
        for index in gaps["main_indices"]:
            causes = {one["outcome"]: one["cause"] for one in index["lists"] if one["cause"]}
            if index["score_id"]:
                why = (await http.get(f"/v1/scores/{index['score_id']}/explain")).json()
                assert {one["outcome"]: one["cause"] for one in why["reasons"]} == causes
            for component in index["components"]:
                why = (await http.get(f"/v1/scores/{component['score_id']}/explain")).json()
                said = {one["cause"] for one in why["reasons"]} - (
                    {"unattributed"} if not component["cause"] else set()
                )
                assert said == ({component["cause"]} if component["cause"] else set()), component["code"]
