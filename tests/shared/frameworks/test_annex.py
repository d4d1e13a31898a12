"""The official index table becomes a draft: the whole of it, or nothing with every error in its row and column."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.scoring_api import frameworks_bodies
from services.scoring_api.app import create_app
from shared.frameworks import annex, drafts, publishing, shape, versions
from shared.kit import db, tables
from shared.kit.settings import ServiceSettings
from shared.kit.web import table_files
from tests import clients
from tests.shared.frameworks import synthetic_annex

DOCUMENT = "quyet-dinh-922-qd-btttt-2022"


@pytest.fixture
async def http(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application, called by the coordinator."""
    async with clients.client(create_app, configured) as client:
        client.headers.update(tokens.header("coordinator") | {"Accept-Language": "en"})
        yield client


async def _send(
    http: httpx.AsyncClient, content: bytes, media: str = tables.CSV, framework: str = "dti-922", **asked: str
) -> httpx.Response:
    return await http.post(
        f"/v1/frameworks/{framework}/import-annex",
        params={"document": DOCUMENT, **asked},
        content=content,
        headers={"Content-Type": media},
    )


def _csv(rows: list[dict[str, Any]]) -> bytes:
    return tables.write_csv(annex.COLUMNS, rows, excel=False)


async def test_the_whole_table_becomes_a_draft_that_can_be_published(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    rows = synthetic_annex.rows()
    tried = await _send(http, _csv(rows), dry_run="true")
    assert (tried.status_code, tried.json()["state"]) == (200, "judged"), tried.text
    assert (await http.get("/v1/frameworks/dti-922/versions/2")).status_code == 404
    done = await _send(http, synthetic_annex.xlsx(rows), tables.XLSX)
    assert done.status_code == 201, done.text
    assert done.json()["counts"] == {"new": 107, "changed": 0, "unchanged": 0, "refused": 0}
    assert [one["verdict"] for one in done.json()["verdicts"]] == [one["verdict"] for one in tried.json()["verdicts"]]
    draft = (await http.get("/v1/frameworks/dti-922/versions/2")).json()
    components = {one["code"]: one for index in draft["main_indices"] for one in index["components"]}
    assert (len(components), draft["total_points"]) == (98, 1000)
    said = components["1.3"]
    assert (said["method"], said["rule"]["kind"]) == ("Cách xác định của 1.3, nguyên văn.", "tiers")
    assert (said["source"]["document"], said["source"]["clause"]) == (DOCUMENT, "Phụ lục, STT 1.3")
    assert (said["evidence_asked"], said["verified_with"]) == (
        "Văn bản, báo cáo kèm theo",
        "Cục Chuyển đổi số quốc gia",
    )
    assert [one["main_indices"] for one in draft["pillars"]] == [
        [1, 2, 3, 4, 5, 6, 7],
        [1, 2, 3, 4, 5, 6, 8],
        [1, 2, 3, 4, 5, 6, 9],
    ]
    checked = (await http.get("/v1/frameworks/dti-922/versions/2/check")).json()
    assert (checked["publishable"], checked["error_count"]) == (True, 0)
    assert {one["holds"] for one in checked["constraints"]} == {True}
    again = await _send(http, _csv(rows))
    assert again.json()["counts"] == {"new": 0, "changed": 0, "unchanged": 107, "refused": 0}
    rows[1]["max_points"], rows[2]["max_points"] = Decimal(11), Decimal(9)
    changed = await _send(http, _csv(rows))
    assert changed.json()["counts"]["changed"] == 2


async def test_a_file_is_taken_as_large_as_any_other_of_rows(http: httpx.AsyncClient) -> None:
    at_most = table_files.LIMIT_BYTES
    laid_down = await _send(http, b"\n" * at_most)
    assert (laid_down.status_code, laid_down.json()["state"]) == (202, "waiting"), laid_down.text
    assert (await _send(http, b"\n" * (at_most + 1))).status_code == 413


async def test_a_file_has_no_more_components_than_a_draft_may(http: httpx.AsyncClient) -> None:
    said = {"framework": "dti-405", "document": "quyet-dinh-405-qd-bkhcn-2025"}
    for many, codes in ((shape.MOST_COMPONENTS, set()), (shape.MOST_COMPONENTS + 1, {("too_many", 2)})):
        rows = [
            {"stt": "1", "name": "Thể chế số", "max_points": many},
            *({"stt": f"1.{place}", "name": "x", "max_points": 1} for place in range(1, many + 1)),
        ]
        tried = (await _send(http, _csv(rows), dry_run="true", **said)).json()
        assert {(one["code"], one["row"]) for one in tried["findings"] if one["severity"] == "error"} == codes
    indices = [{"stt": f"{place}", "name": "x", "max_points": 0} for place in range(1, shape.MOST_INDICES + 2)]
    refused = await _send(http, _csv(indices), **said)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_many"), refused.text


class _Counted(drafts.Content):
    """A version that counts how often somebody goes through its components."""

    passes = 0

    @property
    def components(self) -> Iterator[tuple[drafts.MainIndex, drafts.Component]]:
        """As they are."""
        type(self).passes += 1
        return super().components


def test_the_version_before_is_gone_through_once_whatever_the_number_of_rows() -> None:
    """Once for each row, 100,000 rows against a draft of as many would keep a worker busy for a day."""
    index = drafts.MainIndex(1, "x", None, None, (drafts.Component("1.1", "x", {"kind": "granted"}),))
    before = _Counted("unknown", None, None, (index,), (), drafts.Cited("", ""))
    rows = [{"stt": "1", "name": "x", "max_points": 9}]
    rows += [{"stt": f"1.{place}", "name": "x", "max_points": 1} for place in range(1, 10)]
    sheet = tables.read(_csv(rows), media_type=tables.CSV, columns=annex.COLUMNS)
    read = annex.read(sheet, before, drafts.Cited(DOCUMENT, "Phụ lục"))
    assert (len(read.content.main_indices[0].components), _Counted.passes) == (9, 1)


async def test_without_a_rule_the_reviewer_grants_and_it_is_said(http: httpx.AsyncClient) -> None:
    done = (await _send(http, _csv(synthetic_annex.rows(with_rules=False)))).json()
    missing = [one for one in done["findings"] if one["code"] == "rule_missing"]
    assert (len(missing), done["error_count"]) == (95, 0)
    assert (missing[0]["row"], missing[0]["column"], missing[0]["severity"]) == (3, "H", "warning")
    draft = (await http.get("/v1/frameworks/dti-922/versions/2")).json()
    (first, *_), smart = draft["main_indices"][0]["components"], draft["main_indices"][5]["components"]
    assert (first["rule"], first["rule_certainty"]) == ({"kind": "granted"}, "provisional")
    assert {one["rule"]["kind"] for one in smart} == {"not_scored"}


def _changed(stt: str, /, **said: Any) -> list[dict[str, Any]]:
    return [{**row, **said} if row.get("stt") == stt else row for row in synthetic_annex.rows()]


def _renamed(stt: str, other: str) -> list[dict[str, Any]]:
    return _changed(stt, stt=other)


# What no column of the database keeps, written so that the file itself is sound.
_WITH_NUL = '{"kind": "granted", "required_evidence": [{"code": "a", "name": "a\\u0000b"}]}'


async def test_what_is_wrong_is_refused_whole_with_row_and_column(http: httpx.AsyncClient) -> None:
    whole = synthetic_annex.rows()
    row = {str(one.get("stt")): number for number, one in enumerate(whole, start=2)}
    letter = {column.name: chr(65 + place) for place, column in enumerate(annex.COLUMNS)}
    for rows, expected in (
        (_changed("1.2", max_points=Decimal(11)), {("maxima_sum", row["1"], letter["max_points"])}),
        (_changed("8", max_points=Decimal(140)), {("maxima_sum", row["8"], letter["max_points"]),
                                                  ("weights_sum", row["None"], letter["max_points"])}),
        (_renamed("1.2", "1.1"), {("twice", row["1.2"], letter["stt"])}),
        (_renamed("3.4", "10.4"), {("index_missing", row["3.4"], letter["stt"])}),
        (_renamed("3.4", "ba.4"), {("stt", row["3.4"], letter["stt"])}),
        (_changed("2.2", rule="điểm tối đa nếu có"), {("not_a_rule", row["2.2"], letter["rule"])}),
        (_changed("2.2", rule='{"kind": "guess"}'), {("unknown_rule_kind", row["2.2"], letter["rule"])}),
        (_changed("2.2", rule=_WITH_NUL), {("not_a_rule", row["2.2"], letter["rule"])}),
        (_changed("2.2", rule="steps: a=1; a=0.5"), {("duplicate", row["2.2"], letter["rule"])}),
        (_changed("2.2", max_points=Decimal(-1)), {("points", row["2.2"], letter["max_points"])}),
        (_changed("2.2", max_points=None), {("missing", row["2.2"], letter["max_points"])}),
        (_changed("2.2", required_evidence="x"), {("required_evidence", row["2.2"], letter["required_evidence"])}),
        (_changed("4.8", rule="not_scored"), {("not_scored", row["4.8"], letter["max_points"])}),
    ):  # fmt: skip
        refused = await _send(http, _csv(rows))
        assert refused.status_code == 422, refused.text
        errors = {(one["code"], one["row"], one["column"]) for one in refused.json()["errors"]
                  if one.get("severity", "error") == "error"}  # fmt: skip
        assert errors == expected
        assert (await http.get("/v1/frameworks/dti-922/versions/2")).status_code == 404
    unknown = await _send(http, _csv(whole), document="khong-co")
    assert [(one["code"], one["field"]) for one in unknown.json()["errors"]] == [("unknown_document", "document")]
    assert (await _send(http, _csv(whole), framework="khong-co")).status_code == 404


async def test_maxima_that_2021_contradicts_are_warned_of(http: httpx.AsyncClient) -> None:
    rows = _changed("2.1", max_points=Decimal(12))
    other = next(one for one in rows if one.get("stt") == "2.2")
    other["max_points"] -= 2
    done = (await _send(http, _csv(rows))).json()
    (warned,) = [one for one in done["findings"] if one["code"] == "contradicts_publication"]
    assert (warned["severity"], warned["row"]) == ("warning", None)
    assert warned["field"].startswith("constraints.2021.2.")
    assert "2.1, 2.3, 2.5, 2.11 sum to 42; they should be 40" in warned["detail"]


async def test_a_new_years_table_is_imported_where_nothing_was_known(http: httpx.AsyncClient) -> None:
    rows = [
        {"stt": "I", "name": "Nhóm chỉ số nền tảng", "max_points": 30},
        {"stt": "1", "name": "Thể chế số", "max_points": 30, "group": "foundation"},
        {"stt": "1.1", "name": "Nghị quyết", "max_points": 10, "rule": "yes_no",
         "required_evidence": "nq: Nghị quyết; kh: Kế hoạch"},
        {"stt": "1.2", "name": "Chi ngân sách", "max_points": 20, "method": "Theo tỷ lệ chi"},
        {"name": "Tổng điểm", "max_points": 30},
    ]  # fmt: skip
    content = json.dumps(rows).encode()
    done = await _send(http, content, tables.JSON, "dti-405", document="quyet-dinh-405-qd-bkhcn-2025")
    assert done.status_code == 201, done.text
    draft = (await http.get("/v1/frameworks/dti-405/versions/2")).json()
    (index,) = draft["main_indices"]
    assert (draft["total_points"], index["group"], index["weight"]) == (30, "foundation", 30)
    assert index["components"][0]["rule"] == {
        "kind": "yes_no",
        "required_evidence": [{"code": "nq", "name": "Nghị quyết"}, {"code": "kh", "name": "Kế hoạch"}],
    }
    checked = (await http.get("/v1/frameworks/dti-405/versions/2/check")).json()
    assert [one["code"] for one in checked["findings"] if one["severity"] == "error"] == ["total_unknown"]


async def test_who_may(http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    http.headers.update(tokens.header("reviewer"))
    assert (await _send(http, b"")).status_code == 403


async def test_the_draft_is_published_and_bears_out_what_was_stated(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    await _send(http, _csv(synthetic_annex.rows()))
    body = {"source": {"document": DOCUMENT, "clause": "Điều 1"}}
    published = await http.post("/v1/frameworks/dti-922/versions/2/publish", json=body)
    assert published.status_code == 200, published.text
    version = await versions.read(database.reader, "dti-922", 2)
    content = await versions.content(database.reader, version.version_id)
    assert sum(one.max_points or 0 for _, one in content.components) == content.total_points
    assert (await publishing.check(database.reader, "dti-922", 2)).errors == ()
    third = await _send(http, _csv(_changed("1.1", name="Tên mới")))
    assert (third.status_code, third.json()["counts"]["new"]) == (201, 107)
    assert (await http.get("/v1/frameworks/dti-922/versions/3")).json()["status"] == "draft"


@pytest.mark.parametrize(
    ("row", "points", "code"),
    [
        (1, "1" * 30, "points"),
        (1, "99999999999", "points"),
        (0, "100000000", "points"),
        (-1, "0", "total_zero"),
    ],
)
async def test_points_that_cannot_be_are_refused_in_their_cell(
    http: httpx.AsyncClient, row: int, points: str, code: str
) -> None:
    rows = synthetic_annex.rows()
    rows[row]["max_points"] = Decimal(points)
    answer = await _send(http, _csv(rows))
    assert answer.status_code == 422, answer.text
    where = len(rows) + 1 if row < 0 else row + 2
    assert ("max_points", where, code) in {(one["field"], one["row"], one["code"]) for one in answer.json()["errors"]}


@pytest.mark.parametrize("points", ["100000000", "1234567890", "9" * 30, "-1", "0.0000001"])
async def test_points_that_cannot_be_are_refused_alike_in_a_file_and_in_a_draft(
    http: httpx.AsyncClient, points: str
) -> None:
    rows = synthetic_annex.rows()
    rows[1]["max_points"] = Decimal(points)
    in_file = (await _send(http, _csv(rows))).json()["errors"]
    content = copy.deepcopy(frameworks_bodies.EXAMPLE)
    content["main_indices"][0]["components"][0]["max_points"] = "here"
    body = json.dumps(content).replace('"here"', points)
    answer = await http.post("/v1/frameworks", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    (in_draft,) = answer.json()["errors"]
    assert in_draft["field"] == "main_indices.0.components.0.max_points"
    said = [(one["code"], one["detail"]) for one in (in_file[0], in_draft)]
    assert said == [("points", said[0][1])] * 2


async def test_the_largest_points_are_kept_in_a_draft(http: httpx.AsyncClient) -> None:
    content = copy.deepcopy(frameworks_bodies.EXAMPLE)
    content["main_indices"][0]["weight"] = 99_999_999
    drafted = await http.post("/v1/frameworks", json=content)
    assert drafted.status_code == 201, drafted.text
    match = {"If-Match": drafted.headers["ETag"]}
    for part in ({"total_points": 10**8}, {"pillars": [_PILLAR]}):
        body = {**_content(content), **part}
        answer = await http.put("/v1/frameworks/bo-chi-so-vi-du/versions/1", json=body, headers=match)
        codes = [one["code"] for one in answer.json()["errors"]]
        assert (answer.status_code, codes) == (422, ["points"]), answer.text


_PILLAR = {"code": "economy", "name": "Kinh tế số", "main_indices": [1], "max_points": 10**8}


def _content(draft: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in draft.items() if key not in ("framework", "identity")}


async def test_two_totals_are_refused(http: httpx.AsyncClient) -> None:
    rows = [{"name": "Tổng cộng", "max_points": Decimal(7)}, *synthetic_annex.rows()]
    answer = await _send(http, _csv(rows))
    assert answer.status_code == 422, answer.text
    found = [(one["field"], one["row"], one["code"]) for one in answer.json()["errors"]]
    assert ("name", len(rows) + 1, "twice") in found


async def test_blanks_around_a_name_are_no_part_of_it(http: httpx.AsyncClient) -> None:
    rows = synthetic_annex.rows()
    rows[-1]["name"], rows[0]["name"], rows[1]["name"] = " Tổng điểm ", "  Nhận thức số ", "\nNgười đứng đầu "
    answer = await _send(http, _csv(rows))
    assert answer.status_code == 201, answer.text
    index = (await http.get("/v1/frameworks/dti-922/versions/2")).json()["main_indices"][0]
    assert (index["name"], index["components"][0]["name"]) == ("Nhận thức số", "Người đứng đầu")
