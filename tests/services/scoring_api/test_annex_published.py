"""The annex arrives, by API from end to end: drafted, previewed, published, computed, decided on again."""

from __future__ import annotations

from typing import Any

from tests.services.scoring_api import test_successors
from tests.services.scoring_api.test_successors import OPEN, PARTIAL, Province, component

province = test_successors.province
GROUND = {"document": "quyet-dinh-922-qd-btttt-2022", "clause": "Phụ lục"}


def annex(tree: dict[str, Any], maxima: dict[str, int]) -> dict[str, Any]:
    """Version 1 as a draft of version 2, every component certain and some maxima others. No law."""
    indices = []
    for index in tree["main_indices"]:
        components = [
            {
                "code": one["code"],
                "name": one["name"],
                "rule": {"kind": one["rule"]["kind"]},
                "max_points": maxima.get(one["code"], one["max_points"]),
            }
            for one in index["components"]
        ]
        said = {name: index[name] for name in ("number", "name", "group", "weight")}
        indices.append({**said, "components": components})
    pillars = [{name: one[name] for name in ("code", "name", "main_indices", "max_points")} for one in tree["pillars"]]
    return {
        "framework": "dti-922",
        "total_method": "sum_of_points",
        "total_points": 1000,
        "source": GROUND,
        "main_indices": indices,
        "pillars": pillars,
    }


async def test_the_annex_arrives(province: Province) -> None:
    headers = province.tokens.header("coordinator")
    evidence = await province.post("1.7")
    await province.decide(evidence, PARTIAL)
    await province.decide(await province.post("1.8"), {"verdict": "accept"})
    await province.compute()
    before = await province.scores()
    assert before["provisional"] is True

    tree = await province.get("/v1/frameworks/dti-922/versions/1")
    draft = annex(tree, {"1.7": 20, "1.8": 5, "1.1": 5})
    made = await province.scoring.post("/v1/frameworks", headers=headers, json=draft)
    assert made.status_code == 201, made.text
    path = "/v1/frameworks/dti-922/versions/2"
    preview = (await province.get(f"{path}/preview?assessment={OPEN}"))["items"][0]
    assert (await province.scores())["framework_version"] == 1

    published = await province.scoring.post(f"{path}/publish", headers=headers, json={"source": GROUND})
    assert published.status_code == 200, published.text
    await province.compute()
    after = await province.scores()
    assert (after["framework_version"], after["provisional"]) == (2, False)
    assert component(after, "verified", "1.7")["points"] == 8
    assert component(after, "verified", "1.8")["points"] == 5
    for column in ("self", "verified"):
        assert preview["under_draft"][column]["points"] == after[column]["points"]
    assert component(await province.scores(1), "verified", "1.7")["points"] == 4
    listed = await province.get(f"/v1/assessments/{OPEN}/redecisions")
    assert [(row["component"]["code"], row["carried_points"]) for row in listed["items"]] == [("1.7", 8)]

    await province.decide(evidence, {**PARTIAL, "points": 13})
    await province.compute()
    assert component(await province.scores(), "verified", "1.7")["points"] == 13
    assert (await province.get(f"/v1/assessments/{OPEN}/redecisions"))["items"] == []
    run = await province.get(f"/v1/runs/{before['run_id']}")
    assert run["inputs"]["structure"]["version"] == 1
    for shown in (before, after):
        assert (await province.get(f"/v1/runs/{shown['run_id']}/replay"))["differences"] == []
    moved = await province.database.reader.rows("SELECT moved_by FROM assessment_moves WHERE assessment_id = $1", OPEN)
    assert [row["moved_by"] for row in moved] == ["coordinator@so-thong-tin-va-truyen-thong"]
