"""Who meets the criteria of its level: by which figure, as of which day, known when, and read by whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.targets_api import sets_answers
from services.targets_api.app import create_app
from shared.catalog import read
from shared.kit import db
from shared.kit.settings import ServiceSettings
from shared.organisations import values as organisations
from shared.targets import measurements, values
from tests import clients

DISTRICTS = "/v1/targets/sets/thi-dua-cap-huyen/standing"
YEN_SON, HAM_YEN, NA_HANG = "huyen-yen-son", "huyen-ham-yen", "huyen-na-hang"
CRITERIA = {row.slug: row.criteria for row in read.catalog().target_sets}
END_OF_2024 = {"as_of": "2024-12-31"}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it measures."""
    return own_database_url


@pytest.fixture
async def api(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """A reporting officer's client."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("reporter"))
        yield caller


async def _record(
    database: db.Database, slug: str, on: str, figures: dict[str, str], kind: values.Kind = "final"
) -> None:
    async with database.transaction() as session:
        await measurements.record(
            session,
            [values.Figure(code, value=Decimal(value), kind=kind) for code, value in figures.items()],
            organisation_id=organisations.organisation_id(slug),
            measured_on=dt.date.fromisoformat(on),
            recorded_by="reviewer",
            report_id=uuid.uuid4(),
            report_round=1,
        )


async def _page(api: httpx.AsyncClient, address: str = DISTRICTS, **params: str) -> dict[str, Any]:
    answer = await api.get(address, params=params)
    assert answer.status_code == 200, answer.text
    sets_answers.StandingPage.model_validate_json(answer.content)
    return dict(answer.json())


async def _standing(api: httpx.AsyncClient, slug: str, **params: str) -> dict[str, Any]:
    (item,) = (await _page(api, organisation=slug, **params))["items"]
    return dict(item)


def _criterion(item: dict[str, Any], code: str) -> dict[str, Any]:
    return dict(next(criterion for criterion in item["criteria"] if criterion["target"] == code))


def _full(slug: str, **changed: str) -> dict[str, str]:
    """A figure for every criterion of a set: of its own target where it repeats none, else of the one it repeats."""
    codes = [criterion.repeats or criterion.target for criterion in CRITERIA[slug]]
    return {code: changed.get(code.replace(".", "_"), "100") for code in codes}


async def test_without_figures_every_district_is_not_determined(api: httpx.AsyncClient) -> None:
    page = await _page(api)
    assert [item["organisation"]["slug"] for item in page["items"]][:2] == ["huyen-chiem-hoa", "huyen-ham-yen"]
    assert len(page["items"]) == 7
    for item in page["items"]:
        assert item["meets"] == "not_determined"
        assert item["counts"] == {"reached": 0, "not_yet": 0, "not_measured": 18}
        assert {(c["state"], c["reason"], c["figure"]) for c in item["criteria"]} == {
            ("not_measured", "no_figure", None)
        }
    assert page["rule"]["version"] == "set-1"
    assert [c["target"] for c in page["criteria"]] == [c.target for c in CRITERIA["thi-dua-cap-huyen"]]


async def test_a_district_that_reaches_everything_meets_its_set(api: httpx.AsyncClient, database: db.Database) -> None:
    await _record(database, YEN_SON, "2024-12-31", _full("thi-dua-cap-huyen"))
    found = await _standing(api, YEN_SON, **END_OF_2024)
    assert (found["meets"], found["counts"]) == ("yes", {"reached": 18, "not_yet": 0, "not_measured": 0})
    assert _criterion(found, "TD.HUYEN.02")["figure"]["target"] == "CQS.04"  # the target of the resolution it repeats
    assert _criterion(found, "TD.HUYEN.04")["figure"]["target"] == "TD.HUYEN.04"
    others = [item["meets"] for item in (await _page(api, **END_OF_2024))["items"]]
    assert sorted(others) == ["not_determined"] * 6 + ["yes"]


async def test_one_criterion_that_is_not_reached_decides(api: httpx.AsyncClient, database: db.Database) -> None:
    await _record(database, YEN_SON, "2024-12-31", _full("thi-dua-cap-huyen", CQS_18="49.999999"))
    await _record(database, HAM_YEN, "2024-12-31", {"CQS.18": "49"})
    for slug, missing in ((YEN_SON, 0), (HAM_YEN, 17)):
        found = await _standing(api, slug, **END_OF_2024)
        assert (found["meets"], found["counts"]["not_yet"], found["counts"]["not_measured"]) == ("no", 1, missing)
        assert _criterion(found, "TD.HUYEN.10")["state"] == "not_yet"


async def test_a_missing_figure_is_no_failure(api: httpx.AsyncClient, database: db.Database) -> None:
    figures = _full("thi-dua-cap-huyen")
    del figures["CQS.18"]
    await _record(database, YEN_SON, "2024-12-31", figures)
    found = await _standing(api, YEN_SON, **END_OF_2024)
    assert (found["meets"], found["counts"]) == ("not_determined", {"reached": 17, "not_yet": 0, "not_measured": 1})


async def test_a_final_figure_counts_before_a_later_estimate(api: httpx.AsyncClient, database: db.Database) -> None:
    await _record(database, YEN_SON, "2024-11-30", {"CQS.05": "95"}, "estimate")
    assert _criterion(await _standing(api, YEN_SON, **END_OF_2024), "TD.HUYEN.03")["figure"]["kind"] == "estimate"
    await _record(database, YEN_SON, "2024-06-30", {"CQS.05": "80"})
    found = _criterion(await _standing(api, YEN_SON, **END_OF_2024), "TD.HUYEN.03")
    assert (found["state"], found["figure"]["value"], found["figure"]["kind"]) == ("not_yet", 80, "final")


async def test_the_latest_day_counts_and_on_one_day_the_criterions_own_figure(
    api: httpx.AsyncClient, database: db.Database
) -> None:
    await _record(database, YEN_SON, "2024-06-30", {"TD.HUYEN.03": "70"})
    await _record(database, YEN_SON, "2024-12-31", {"CQS.05": "91"})
    found = _criterion(await _standing(api, YEN_SON, **END_OF_2024), "TD.HUYEN.03")["figure"]
    assert (found["target"], found["value"]) == ("CQS.05", 91)
    await _record(database, YEN_SON, "2024-12-31", {"TD.HUYEN.03": "92"})
    found = _criterion(await _standing(api, YEN_SON, **END_OF_2024), "TD.HUYEN.03")["figure"]
    assert (found["target"], found["value"], found["measured_on"]) == ("TD.HUYEN.03", 92, "2024-12-31")


async def test_a_figure_counts_for_who_measured_it_and_not_for_a_criterion_that_is_another_indicator(
    api: httpx.AsyncClient, database: db.Database
) -> None:
    await _record(database, YEN_SON, "2024-12-31", {"CQS.16": "100", "XHS.03": "100"})
    assert (await _standing(api, YEN_SON, **END_OF_2024))["counts"]["not_measured"] == 18
    await _record(database, "tinh-tuyen-quang", "2024-12-31", _full("thi-dua-cap-huyen"))
    assert (await _standing(api, NA_HANG, **END_OF_2024))["counts"]["not_measured"] == 18


async def test_the_answer_follows_the_day_and_what_was_known(api: httpx.AsyncClient, database: db.Database) -> None:
    await _record(database, YEN_SON, "2024-06-30", {"CQS.05": "80"})
    before = await _page(api, **END_OF_2024)
    await _record(database, YEN_SON, "2024-12-31", {"CQS.05": "95"})
    known = {**END_OF_2024, "known_at": before["known_at"]}
    assert await _page(api, **known) == before
    assert _criterion(await _standing(api, YEN_SON, **END_OF_2024), "TD.HUYEN.03")["state"] == "reached"
    assert _criterion(await _standing(api, YEN_SON, as_of="2024-12-30"), "TD.HUYEN.03")["state"] == "not_yet"
    assert _criterion(await _standing(api, YEN_SON, as_of="2024-06-29"), "TD.HUYEN.03")["state"] == "not_measured"


async def _judge(api: httpx.AsyncClient, headers: dict[str, str], slug: str, verdict: str) -> None:
    answer = await api.post(
        "/v1/targets/TD.DN.01/judgements",
        headers=headers,
        json={
            "year": 2025,
            "organisation": slug,
            "verdict": verdict,
            "source": {"document": "ke-hoach-phong-trao-thi-dua-2022", "clause": "II.2.1.d"},
        },
    )
    assert answer.status_code == 201, answer.text


async def test_a_qualitative_criterion_is_what_was_judged_last(api: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    address, viettel, vnpt = (
        "/v1/targets/sets/thi-dua-doanh-nghiep/standing",
        "viettel-tuyen-quang",
        "vien-thong-tuyen-quang",
    )
    before = await _page(api, address)
    for verdict, state in (("achieved", "reached"), ("not_yet", "not_yet")):
        await _judge(api, tokens.header("reviewer"), viettel, verdict)
        items = {item["organisation"]["slug"]: item for item in (await _page(api, address))["items"]}
        judged = _criterion(items[viettel], "TD.DN.01")
        assert (judged["state"], judged["reason"], judged["judgement"]["judged_on"]) == (
            state,
            "judgement",
            "2022-11-01",
        )
        assert items[viettel]["meets"] == ("no" if state == "not_yet" else "not_determined")  # TD.DN.02 is not judged
        assert _criterion(items[vnpt], "TD.DN.01")["judgement"] is None
    assert await _page(api, address, known_at=before["known_at"]) == before
    assert {c["state"] for i in (await _page(api, address, as_of="2022-10-31"))["items"] for c in i["criteria"]} == {
        "not_measured"
    }


async def test_there_are_districts_until_the_day_they_end(api: httpx.AsyncClient) -> None:
    assert len((await _page(api, as_of="2025-06-30"))["items"]) == 7
    assert (await _page(api, as_of="2025-07-01"))["items"] == []
    assert (await _page(api, "/v1/targets/sets/thi-dua-cap-tinh/standing", as_of="2026-11-22"))["items"]


async def test_qualitative_criteria_wait_for_a_judgement(api: httpx.AsyncClient) -> None:
    for item in (await _page(api, "/v1/targets/sets/thi-dua-doanh-nghiep/standing"))["items"]:
        assert item["meets"] == "not_determined"
        assert {(c["state"], c["reason"]) for c in item["criteria"]} == {("not_measured", "no_judgement")}
    assert (await _page(api, "/v1/targets/sets/thi-dua-ca-nhan/standing"))["items"] == []


async def test_the_organisations_are_paged_in_alphabetical_order(api: httpx.AsyncClient) -> None:
    whole = await _page(api, total="true")
    assert whole["total"] == 7
    found, cursor = [], None
    while True:
        page = await _page(api, limit="3", **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole["items"]
    assert (await _page(api, organisation=YEN_SON, total="true"))["total"] == 1
    assert (await _page(api, organisation="so-noi-vu"))["items"] == []  # of another level


async def test_where_organisations_stand_is_not_public(api: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    assert (await api.get(DISTRICTS, headers={"Authorization": ""})).status_code == 401
    for scope, status in (("targets:read", 200), ("reports:read", 403)):
        token = tokens.of("system", scopes=(scope,))
        assert (await api.get(DISTRICTS, headers={"Authorization": f"Bearer {token}"})).status_code == status


@pytest.mark.parametrize(
    ("params", "status"),
    [({"as_of": "2022-07-31"}, 404), ({"organisation": "huyen-khong-co"}, 422), ({"cursor": "x"}, 422)],
)
async def test_what_cannot_be_answered(api: httpx.AsyncClient, params: dict[str, str], status: int) -> None:
    assert (await api.get(DISTRICTS, params=params)).status_code == status
