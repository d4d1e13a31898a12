"""Bad input: a problem document that names the field, never a fault of ours."""

from __future__ import annotations

import httpx
import pytest

from shared.kit.web import pages

LISTS = ["/v1/organisations", "/v1/legal-documents", "/v1/targets", "/v1/targets/sets", "/v1/measurements", "/v1/tasks"]
OF_A_DAY = [
    "/v1/organisations",
    "/v1/organisations/tree",
    "/v1/targets",
    "/v1/targets/CQS.03/progress",
    "/v1/targets/sets",
    "/v1/tasks",
]


async def _refused(officer: httpx.AsyncClient, address: str, field: str, query: str) -> None:
    for language in ("vi", "en"):
        answer = await officer.get(f"{address}?{query}", headers={"Accept-Language": language})
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert [finding["field"] for finding in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "9" * 40, ""])
async def test_limits_out_of_range(officer: httpx.AsyncClient, address: str, limit: str) -> None:
    await _refused(officer, address, "limit", f"limit={limit}")


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "AAAA",
        "%F0%9F%98%80",
        pages.encode("1"),
        pages.encode("1", "2", "3"),
        pages.encode(10**30, "00000000-0000-0000-0000-000000000000"),
        pages.encode("2022-11-01T00:00:00", "x"),
    ],
)
async def test_cursors_of_others(officer: httpx.AsyncClient, address: str, cursor: str) -> None:
    if address in ("/v1/legal-documents", "/v1/organisations"):
        cursor = pages.encode("\x00", "\x00")  # their keys are texts: any other text is a place in the alphabet
    await _refused(officer, address, "cursor", f"cursor={cursor}")


@pytest.mark.parametrize("address", OF_A_DAY)
@pytest.mark.parametrize("day", ["2022-02-30", "1", "1667260800", "01/11/2022", "", "infinity", "%00"])
async def test_days_that_are_none(officer: httpx.AsyncClient, address: str, day: str) -> None:
    await _refused(officer, address, "as_of", f"as_of={day}")


@pytest.mark.parametrize("address", OF_A_DAY)
@pytest.mark.parametrize("instant", ["2022-11-01", "2022-11-01T00:00:00", "1667260800", "now", ""])
async def test_instants_without_a_time_zone(officer: httpx.AsyncClient, address: str, instant: str) -> None:
    await _refused(officer, address, "known_at", f"known_at={instant}")


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        ("/v1/targets", "pillar", "state"),
        ("/v1/targets", "level", "planet"),
        ("/v1/targets", "measure", "vague"),
        ("/v1/targets", "year", "1999"),
        ("/v1/targets", "year", "99999999999999"),
        ("/v1/targets", "owner", "nobody"),
        ("/v1/targets", "owner", "%00"),
        ("/v1/targets", "q", "%00"),
        ("/v1/targets", "set", "none"),
        ("/v1/targets/sets", "level", "planet"),
        ("/v1/targets", "q", ""),
        ("/v1/targets", "q", "x" * 201),
        ("/v1/targets", "total", "perhaps"),
        ("/v1/organisations", "level", "planet"),
        ("/v1/organisations", "parent", "nobody"),
        ("/v1/organisations", "q", "%00"),
        ("/v1/organisations", "kind", "%00"),
        ("/v1/legal-documents", "kind", "poem"),
        ("/v1/measurements", "target", "XXX.99"),
        ("/v1/measurements", "organisation", "nobody"),
        ("/v1/tasks", "main_index", "0"),
        ("/v1/tasks", "owner", "nobody"),
        ("/v1/tasks", "component", "%00"),
        ("/v1/tasks", "component", "9.99"),
        ("/v1/tasks", "group", "nothing"),
    ],
)
async def test_filters_that_mean_nothing(officer: httpx.AsyncClient, address: str, field: str, value: str) -> None:
    await _refused(officer, address, field, f"{field}={value}")


async def test_a_filter_by_what_is_not_there_says_what(officer: httpx.AsyncClient) -> None:
    for address, vi in (
        ("/v1/targets?owner=nobody", "Không có cơ quan, đơn vị nobody để lọc danh sách."),
        ("/v1/measurements?target=XXX.99", "Không có chỉ tiêu XXX.99 để lọc danh sách."),
        ("/v1/tasks?owner=nobody", "Không có đơn vị chủ trì nobody để lọc danh sách."),
        ("/v1/tasks?group=nothing", "Không có nhóm nhiệm vụ nothing để lọc danh sách."),
    ):
        assert (await officer.get(address)).json()["detail"] == vi


@pytest.mark.parametrize("address", [*LISTS, *OF_A_DAY, "/v1/budget"])
async def test_a_misspelt_filter_does_not_return_everything(officer: httpx.AsyncClient, address: str) -> None:
    await _refused(officer, address, "pilar", "pilar=economy")


@pytest.mark.parametrize(
    "address",
    [
        "/v1/organisations/nobody",
        "/v1/organisations/00000000-0000-0000-0000-000000000000",
        "/v1/legal-documents/none",
        "/v1/legal-documents/none/text",
        "/v1/targets/XXX.99",
        "/v1/targets/XXX.99/progress",
        "/v1/targets/%F0%9F%98%80",
        "/v1/tasks/none",
        "/v1/nothing",
        "/v1/targets/",
    ],
)
async def test_what_is_not_there(officer: httpx.AsyncClient, address: str) -> None:
    answer = await officer.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_names_that_nothing_can_have(officer: httpx.AsyncClient) -> None:
    for address in ("/v1/organisations/%00", "/v1/targets/%11", "/v1/tasks/%7F"):
        answer = await officer.get(address)  # no address at all: refused before it is routed
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
    answer = await officer.get("/v1/tasks/" + "x" * 200)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "task"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_reading_is_all_that_these_addresses_do(officer: httpx.AsyncClient, method: str) -> None:
    answer = await officer.request(method, "/v1/targets/XHS.01", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
