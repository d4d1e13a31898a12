"""Official results of the 63 provinces: imported on a document, compared with what follows, never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_api.app import create_app
from shared.assessments.service import assessment_id
from shared.catalog import install, read
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients

PROVINCES = read.catalog().rankings[0].rows
NUMBERS = (1, 2, 3, 4, 5, 7, 8, 9)
OF_2021 = ("0.3750", "0.4000", "0.4291", "0.2145", "0.1667", "0.3518", "0.3339", "0.0392")
ASKED = {"framework": "dti-922", "year": "2022", "document": "ke-hoach-187-kh-ubnd-2022", "clause": "Phụ lục"}


def table(**changed: Mapping[str, str]) -> list[dict[str, str]]:
    """A made-up year of all 63: the k-th has 0.9000 − 0.01 k in every main index, so that its rank is k + 1."""
    rows = []
    for place, province in enumerate(PROVINCES):
        value = str(Decimal("0.9000") - Decimal("0.01") * place)
        row = {"organisation": province.published_name, "total": value, "rank": str(place + 1), "rank_of": "63"}
        row |= {f"index_{number}": value for number in NUMBERS}
        rows.append(row | dict(changed.get(province.organisation.replace("-", "_"), {})))
    return rows


def as_csv(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application."""
    async with clients.client(create_app, configured) as client:
        yield client


class Desk:
    """The coordinator sends a table."""

    def __init__(self, http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
        self.http, self.tokens = http, tokens

    async def send(self, rows: list[dict[str, str]], role: str = "coordinator", **asked: str) -> httpx.Response:
        """Import it."""
        return await self.http.post(
            "/v1/assessments/results/import",
            params={**ASKED, **asked},
            content=as_csv(rows),
            headers={"Content-Type": "text/csv", **self.tokens.header(role)},
        )

    async def published(self, province: str, year: int = 2022) -> Any:
        """The published column of a province."""
        path = f"/v1/assessments/{assessment_id('dti-922', province, year)}/scores"
        answer = await self.http.get(path, headers=self.tokens.header("committee", "tinh-tuyen-quang"))
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)["published"]

    async def told(self) -> list[Any]:
        """The causes that plan 187's reasons for 2021 are read as, list by list."""
        path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}/gaps"
        answer = await self.http.get(path, headers=self.tokens.header("committee", "tinh-tuyen-quang"))
        assert answer.status_code == 200, answer.text
        lists = [one for index in answer.json()["main_indices"] for one in index["lists"]]
        return [one["reason"] and one["reason"]["causes"] for one in lists]

    async def compared(self, year: int = 2022) -> Any:
        """Published beside computed."""
        answer = await self.http.get(
            "/v1/assessments/results",
            params={"framework": "dti-922", "year": year},
            headers=self.tokens.header("committee", "tinh-tuyen-quang"),
        )
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)


@pytest.fixture
def desk(http: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """The coordinating department's."""
    return Desk(http, tokens)


async def test_63_provinces_in_one_file(desk: Desk) -> None:
    answer = await desk.send(table())
    assert answer.status_code == 201, answer.text
    assert answer.json()["counts"] == {"new": 62, "changed": 1, "unchanged": 0, "refused": 0}
    assert answer.json()["warning_count"] == 0
    column = await desk.published("thanh-pho-da-nang")
    assert (column["total"], column["rank"], column["rank_of"]) == (Decimal("0.9000"), 1, 63)
    assert column["certainty"] == "certain"
    assert [one["value"] for one in column["main_indices"]].count(None) == 1  # smart city
    assert {(one["value"], one["certainty"]) for one in column["pillars"]} == {(Decimal("0.9"), "derived")}
    compared = await desk.compared()
    assert (compared["known"], compared["field"], compared["ranks_compared"]) == (63, 63, True)
    assert all(one["differences"] == [] for one in compared["items"])
    assert sorted(one["computed_rank"] for one in compared["items"]) == list(range(1, 64))


async def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    await desk.send(table())
    before = await desk.compared()
    again = await desk.send(table())
    assert again.json()["counts"] == {"new": 0, "changed": 0, "unchanged": 63, "refused": 0}
    assert await desk.compared() == before


async def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    answer = await desk.send(table(), dry_run="true")
    assert (answer.status_code, answer.json()["counts"]["new"]) == (200, 62)
    assert (await desk.compared())["known"] == 1


async def test_a_corrected_file_supersedes_and_the_old_figure_still_explains_itself(desk: Desk) -> None:
    await desk.send(table())
    old = await desk.published("tinh-an-giang")
    changed = {"total": "0.5000", "rank": "54"}
    answer = await desk.send(table(tinh_an_giang=changed), clause="Phụ lục đính chính")
    assert answer.json()["counts"] == {"new": 0, "changed": 1, "unchanged": 62, "refused": 0}
    new = await desk.published("tinh-an-giang")
    assert (new["total"], new["score_id"] != old["score_id"]) == (Decimal("0.5000"), True)
    why = (await desk.http.get(f"/v1/scores/{old['score_id']}/explain")).json(parse_float=Decimal)
    assert (why["value"], why["source"]["clause"]) == (Decimal("0.3700"), "Phụ lục")


async def test_what_contradicts_is_said_and_stays_as_published(desk: Desk) -> None:
    wrong = {"tinh_an_giang": {"total": "0.3702"}, "tinh_bac_kan": {"rank": "60"}}
    answer = await desk.send(table(**wrong))
    assert answer.status_code == 201, answer.text
    found = [(one["code"], one["severity"], one["row"]) for one in answer.json()["findings"]]
    assert found == [("total_differs", "warning", 55), ("rank_differs", "warning", 64)]
    assert (await desk.published("tinh-bac-kan"))["rank"] == 60
    compared = {one["organisation"]: one for one in (await desk.compared())["items"]}
    assert compared["tinh-an-giang"]["differences"] == [
        {
            "node": "total",
            "what": "value",
            "published": Decimal("0.3702"),
            "computed": Decimal("0.370000"),
            "tolerance": Decimal("0.000100"),
            "possible_ranks": None,
        }
    ]
    assert compared["tinh-bac-kan"]["differences"][0]["possible_ranks"] == [63, 63]


async def test_results_of_2021_agree_with_plan_187_and_leave_its_components_alone(desk: Desk) -> None:
    row = {"organisation": "tinh-tuyen-quang", "total": "0.2849", "rank": "58"}
    row |= {f"index_{number}": value for number, value in zip(NUMBERS, OF_2021, strict=True)}
    assert (await desk.send([row], year="2021")).json()["counts"]["unchanged"] == 1
    before = await desk.published("tinh-tuyen-quang", 2021)
    told = await desk.told()
    assert any(told)
    assert (await desk.send([{**row, "index_9": "0.0393"}], year="2021")).json()["counts"]["changed"] == 1
    after = await desk.published("tinh-tuyen-quang", 2021)
    assert after["main_indices"][8]["value"] == Decimal("0.0393")
    assert [one["outcome"] for one in after["components"]] == [one["outcome"] for one in before["components"]]
    assert after["main_indices"][0]["rank"] == 50  # the file leaves it out: what plan 187 says stands
    path = f"/v1/assessments/{assessment_id('dti-922', 'tinh-tuyen-quang', 2021)}"
    assert len((await desk.http.get(path)).json()["reasons"]) == 15
    assert await desk.told() == told


async def test_the_catalog_gives_way_to_what_was_imported(desk: Desk, database: db.Database) -> None:
    await desk.send(table())
    before = await desk.compared()
    async with database.transaction(caller=callers.SYSTEM) as session:
        await install.install(session, read.catalog())
    assert await desk.compared() == before


async def test_without_totals_they_are_computed_and_derived(desk: Desk) -> None:
    rows = [{key: value for key, value in row.items() if key not in ("total", "rank", "rank_of")} for row in table()]
    assert (await desk.send(rows)).status_code == 201
    column = await desk.published("tinh-an-giang")
    assert (column["total"], column["certainty"], column["rank"]) == (Decimal("0.370000"), "derived", None)
    frozen = await desk.http.post(
        "/v1/rankings",
        json={"framework": "dti-922", "year": 2022, "column": "published"},
        headers=desk.tokens.header("coordinator"),
    )
    assert frozen.status_code == 201, frozen.text
    assert [row["organisation"] for row in frozen.json()["rows"]] == [row.organisation for row in PROVINCES]
    assert {row["import_id"] is None for row in frozen.json()["rows"]} == {False}


@pytest.mark.parametrize(
    ("cell", "column", "code", "said"),
    [
        ({"organisation": "Tuyên Quan"}, "organisation", "unknown", "tinh-tuyen-quang"),
        ({"organisation": "xa-trang-da"}, "organisation", "unknown", "organisations"),
        ({"organisation": "TP. Đà Nẵng"}, "organisation", "twice", "thanh-pho-da-nang"),
        ({"index_1": "1.2"}, "index_1", "out_of_range", "0"),
        ({"total": "-0.1"}, "total", "out_of_range", "0"),
        ({"rank": "0"}, "rank", "greater_than_equal", "1"),
        ({"index_1": "0.1234567"}, "index_1", "decimal_max_places", "6"),
    ],
)
async def test_a_wrong_row_is_refused_with_what_would_be_right(
    desk: Desk, cell: dict[str, str], column: str, code: str, said: str
) -> None:
    rows = table()[:3]
    answer = await desk.send([*rows[:2], {**rows[2], **cell}])
    assert answer.status_code == 422, answer.text
    (found,) = answer.json()["errors"]
    assert (found["field"], found["code"], found["row"]) == (column, code, 4)
    assert said in found["detail"]
    assert (await desk.compared())["known"] == 1


async def test_an_index_that_the_framework_has_not_is_refused(desk: Desk) -> None:
    answer = await desk.send([{"organisation": "tinh-an-giang", "index_10": "0.5"}])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_index")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"framework": "khong-co"}, "framework"),
        ({"year": "2019"}, "year"),
        ({"document": "khong-co"}, "document"),
        ({"document": ""}, "document"),
        ({"document": "a\x00b"}, "document"),
        ({"framework": "a\x00b"}, "framework"),
        ({"clause": ""}, "clause"),
        ({"quote": "không có câu này trong văn bản"}, "quote"),
    ],
)
async def test_a_document_is_required_and_must_be_there(desk: Desk, asked: dict[str, str], field: str) -> None:
    answer = await desk.send(table()[:1], **asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"].rpartition(".")[2] == field


async def test_only_the_coordinator_imports_results(desk: Desk) -> None:
    for role in ("reviewer", "committee", "admin", "reporter"):
        assert (await desk.send(table()[:1], role)).status_code == 403


async def test_what_a_later_file_leaves_out_keeps_its_ground(desk: Desk) -> None:
    """Values on one document, ranks on another: each figure says the document that states it, and a computed total
    stays computed."""
    values = [row | {"total": "", "rank": "", "rank_of": ""} for row in table()]
    assert (await desk.send(values)).status_code == 201
    ranks = [{"organisation": r["organisation"], "rank": r["rank"], "rank_of": "63", "rank_1": "7"} for r in table()]
    assert (await desk.send(ranks, clause="Bảng xếp hạng")).status_code == 201
    column = await desk.published("tinh-an-giang")
    assert (column["total"], column["certainty"]) == (Decimal("0.37"), "derived")
    assert (column["rank"], column["rank_of"], column["rank_certainty"]) == (54, 63, "certain")
    for score_id, ground in ((column["score_id"], None), (column["main_indices"][0]["score_id"], "Phụ lục")):
        why = (await desk.http.get(f"/v1/scores/{score_id}/explain")).json()
        assert (why["source"]["clause"], why["rank_source"]["clause"]) == (ground, "Bảng xếp hạng")
    later = [{"organisation": "An Giang", **{f"index_{number}": "0.5000" for number in NUMBERS}}]
    assert (await desk.send(later, clause="Đính chính")).status_code == 201
    column = await desk.published("tinh-an-giang")
    assert (column["total"], column["certainty"], column["rank"]) == (Decimal("0.5"), "derived", 54)
    why = (await desk.http.get(f"/v1/scores/{column['main_indices'][0]['score_id']}/explain")).json()
    assert (why["source"]["clause"], why["rank_source"]["clause"]) == ("Đính chính", "Bảng xếp hạng")


@pytest.mark.parametrize(
    ("said", "column", "code"),
    [
        ({"rank": "999999999999"}, "rank", "less_than_equal"),
        ({"total": "0.5", "rank_of": "99999999999"}, "rank_of", "less_than_equal"),
        ({"rank_1": "9999999999"}, "rank_1", "less_than_equal"),
        ({"rank": "64", "rank_of": "63"}, "rank", "rank_beyond"),
        ({"rank_of": "63"}, "total", "missing"),
    ],
)
async def test_a_rank_that_cannot_be_is_refused_in_its_cell(
    desk: Desk, said: dict[str, str], column: str, code: str
) -> None:
    answer = await desk.send([{"organisation": "An Giang", **said}])
    assert answer.status_code == 422, answer.text
    assert [(one["field"], one["row"], one["code"]) for one in answer.json()["errors"]] == [(column, 2, code)]
