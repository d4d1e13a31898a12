"""Files over HTTP: in each way they may be sent, done at once or laid down, read again, cancelled."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import Request, Response

from services.targets_api import imports_routes
from shared.identity import guard
from shared.identity.values import Principal
from shared.imports import service, values, working
from shared.kit import callers, db, tables
from shared.kit.clock import FakeClock
from shared.kit.web import doors, routes, table_files
from shared.overview.imports import routes as taking
from tests.services.gateway import contract
from tests.shared.imports.things import CALLER, TABLE, Things, held
from tests.shared.kit import small

IMPORTER = Things(kind="measurements")
CSV = b"code,value\na,1\nb,2.5\n"
BAD = b"code,value\na,1\nb,x\n"
JSON = b'[{"code": "a", "value": 1}, {"code": "b", "value": 2.50}]'
ADDRESS = "/v1/things/import"
EN = {"Accept-Language": "en"}


async def _knows(request: Request, operation: str) -> None:
    """The guard of this test: one reporter, or another organisation's when the request says so."""
    organisation = request.headers.get("x-test-organisation", "so-noi-vu")
    request.scope["principal"] = Principal(
        "reporter", "tests", organisation, frozenset({"reporter"}), frozenset(), "t", 0, 0
    )
    callers.become(CALLER.replace("so-noi-vu", organisation))


router = routes.router()


@router.post(ADDRESS, operation_id="import_things")
async def import_things(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    actor: guard.Acting,
    now: doors.Now,
    *,
    dry_run: taking.DryRun = False,
    prefer: taking.Prefer = None,
) -> Response:
    """As a resource's own route takes a file."""
    context = values.Context(actor, now)
    return await taking.take(request, session, IMPORTER, sent, context=context, dry_run=dry_run, prefer=prefer)


@pytest.fixture
def database_url(module_database_url: str) -> str:
    """One database for these tests: this folder's others only read theirs."""
    return module_database_url


_EMPTY = ("DROP TABLE IF EXISTS things", TABLE, "DELETE FROM file_imports", "DELETE FROM outbox")


@pytest.fixture
async def http(database_url: str, database: db.Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the routes of imports and of one that takes files."""
    async with database.transaction() as session:
        for statement in _EMPTY:
            await db.execute(session, statement)
    opened = db.Database(database_url, pool_size=2)
    await opened.open()
    guarded = [route for route in routes.flat(imports_routes.router.routes) if isinstance(route, routes.GuardedRoute)]
    names = [str(route.operation_id) for route in guarded]
    router_of_both = routes.router()
    router_of_both.include_router(router)
    router_of_both.include_router(imports_routes.router)
    built = small.application(router_of_both, ["import_things", *names], guard=_knows, database=opened)
    async with small.calling(built) as caller:
        yield caller
    await opened.close()


def _form(content: bytes, name: str, media_type: str = "") -> dict[str, Any]:
    return {"files": {"file": (name, content, media_type) if media_type else (name, content)}}


def _body(content: bytes, media_type: str) -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": media_type}}


ROWS: list[dict[str, tables.Value]] = [
    {"code": "a", "value": Decimal(1)},
    {"code": "b", "value": Decimal("2.5")},
]
XLSX = tables.write_xlsx(tuple(IMPORTER.columns), ROWS, sheet="Số liệu")


@pytest.mark.parametrize(
    "sent",
    [
        _body(CSV, "text/csv"),
        _body(CSV, "text/csv; charset=utf-8"),
        _body(JSON, "application/json"),
        _body(b'{"rows": %b}' % JSON, "application/json"),
        _body(XLSX, tables.XLSX),
        _form(CSV, "a.csv", "application/vnd.ms-excel"),
        _form(XLSX, "a.XLSX", "application/octet-stream"),
        _form(JSON, "a.json"),
        _form(tables.write_csv(tuple(IMPORTER.columns), ROWS, excel=True), "số liệu.csv", "text/csv"),
    ],
    ids=[
        "csv",
        "charset",
        "json",
        "json in rows",
        "xlsx",
        "form from Windows",
        "form without type",
        "form json",
        "form excel csv",
    ],
)
async def test_every_way_to_send_a_file(http: httpx.AsyncClient, database: db.Database, sent: dict[str, Any]) -> None:
    answer = await http.post(ADDRESS, **sent)
    assert answer.status_code == 201, answer.text
    said = answer.json()
    contract.check(said, contract.schema_of("get_measurement_import"))
    assert (said["state"], said["counts"]["new"]) == ("done", 2)
    assert await held(database) == {"a": Decimal(1), "b": Decimal("2.5")}
    again = await http.get(answer.headers["Location"])
    assert again.json() == said
    assert (await http.post(ADDRESS, **sent)).json()["counts"]["unchanged"] == 2


@pytest.mark.parametrize(
    "operation", ["import_measurements", "import_organisations", "import_spending", "import_tasks"]
)
def test_the_types_of_the_part_are_documented(operation: str) -> None:
    """Whoever reads the document alone sends no other, which would be 415."""
    content = contract.operation(operation)["requestBody"]["content"]
    said = content["multipart/form-data"]["encoding"]["file"]["contentType"]
    assert said.split(", ") == list(tables.MEDIA_TYPES)
    assert content.keys() == {"multipart/form-data", *tables.MEDIA_TYPES}


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (_form(CSV, "a.csv", "image/png"), 415, "not-table-content"),
        (_form(CSV, "file.png"), 415, "not-table-content"),
        (_body(CSV, "application/pdf"), 415, "not-table-content"),
        (_body(CSV, ""), 415, "not-table-content"),
        (_form(CSV, "a.pdf", "application/pdf"), 415, "not-table-content"),
        (_form(CSV, "a.xls", "application/vnd.ms-excel"), 415, "not-table-content"),
        (_body(b"", "text/csv"), 422, "file-missing"),
        (_form(b"", "a.csv", "text/csv"), 422, "file-missing"),
        ({"files": {"other": ("a.csv", CSV)}}, 422, "parts-wrong"),
        ({"data": {"file": "code"}, "files": {"x": b""}}, 422, "parts-wrong"),
        (_body(CSV, "multipart/form-data"), 422, "form-unreadable"),
        (_body(CSV, tables.XLSX), 422, "import-refused"),
        (_body(XLSX, "text/csv"), 422, "import-refused"),
        (_body(b"[" * 1000, "application/json"), 422, "import-refused"),
        (_body(b"x" * (table_files.LIMIT_BYTES + 1), "text/csv"), 413, "too-large"),
    ],
)
async def test_what_is_no_table_is_refused(
    http: httpx.AsyncClient, database: db.Database, sent: dict[str, Any], status: int, code: str
) -> None:
    answer = await http.post(ADDRESS, **sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await held(database) == {}


async def test_a_refused_file_is_told_where_and_what_in_both_languages(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    vi = (await http.post(ADDRESS, **_body(BAD, "text/csv"))).json()
    en = (await http.post(ADDRESS, content=BAD, headers={"Content-Type": "text/csv", **EN})).json()
    contract.check(vi, {"$ref": "#/components/schemas/Problem"})
    assert vi["errors"] == [
        {
            "field": "value",
            "sheet": None,
            "row": 3,
            "column": "B",
            "code": "not_a_number",
            "severity": "error",
            "detail": "x không phải số; hãy ghi như 12.5, không kèm đơn vị, không ngăn hàng nghìn.",
        }
    ]
    assert en["errors"][0]["detail"].startswith("x is no number; write one such as 12.5")
    assert (en["error_count"], en["rows"], en["counts"]["refused"]) == (1, 2, 1)
    asked = await http.post(ADDRESS, params={"dry_run": "true"}, **_body(BAD, "text/csv"))
    assert (asked.status_code, asked.json()["state"]) == (200, "refused")
    assert asked.json()["findings"] == vi["errors"]
    assert await held(database) == {}


async def test_the_same_key_is_the_same_answer_and_the_same_file_no_change(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    headers = {"Idempotency-Key": "imports-1", "Content-Type": "text/csv"}
    first = await http.post(ADDRESS, content=CSV, headers=headers)
    again = await http.post(ADDRESS, content=CSV, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["Location"], again.headers["Idempotency-Replayed"]) == (first.headers["Location"], "true")
    other = await http.post(ADDRESS, content=CSV + b"c,3\n", headers=headers)
    assert other.json()["code"] == "key-used-otherwise"
    asked = await http.post(ADDRESS, content=CSV, headers=headers, params={"dry_run": "true"})
    assert asked.json()["code"] == "key-used-otherwise"
    boundary = [
        await http.post(ADDRESS, headers={"Idempotency-Key": "imports-2"}, **_form(CSV, "a.csv")) for _ in range(2)
    ]
    assert boundary[0].content == boundary[1].content
    assert len(await database.reader.rows("SELECT id FROM file_imports")) == 2
    assert len(await held(database)) == 2


async def test_a_large_file_is_laid_down_and_carried_out_by_the_worker(
    http: httpx.AsyncClient, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_ROWS_AT_ONCE", 1)
    await _later(http, database, _body(CSV, "text/csv"))


async def test_a_workbook_that_unpacks_large_is_not_unpacked_by_a_request(
    http: httpx.AsyncClient, database: db.Database
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros", bytes(service.MOST_UNPACKED_AT_ONCE + 1))
    assert len(bomb.getvalue()) < service.MOST_BYTES_AT_ONCE
    answer = await http.post(ADDRESS, **_body(bomb.getvalue(), tables.XLSX))
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    await working.carry_out(database, {"measurements": IMPORTER}, FakeClock(), uuid.UUID(answer.json()["id"]))
    done = (await http.get(answer.headers["Location"])).json()
    assert (done["state"], [one["code"] for one in done["findings"]]) == ("refused", ["not_xlsx"])


async def test_whoever_prefers_not_to_wait_does_not(http: httpx.AsyncClient, database: db.Database) -> None:
    headers = {"Content-Type": "text/csv", "Prefer": "respond-async, wait=5"}
    await _later(http, database, {"content": CSV, "headers": headers})


async def _later(http: httpx.AsyncClient, database: db.Database, sent: dict[str, Any]) -> None:
    answer = await http.post(ADDRESS, **sent)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    address = answer.headers["Location"]
    contract.check(answer.json(), contract.schema_of("get_measurement_import"))
    event = await database.reader.row("SELECT payload::text FROM outbox WHERE event = 'ImportAsked'")
    assert event is not None
    assert answer.json()["id"] in event["payload"]
    await working.carry_out(database, {"measurements": IMPORTER}, FakeClock(), uuid.UUID(answer.json()["id"]))
    done = (await http.get(address)).json()
    assert (done["state"], done["counts"]["new"], len(await held(database))) == ("done", 2, 2)


async def test_verdicts_come_in_pages_and_by_kind(http: httpx.AsyncClient) -> None:
    rows = b"".join(b"c%d,%d\n" % (n, n % 100) for n in range(501))
    answer = await http.post(ADDRESS, **_body(b"code,value\n" + rows, "text/csv"))
    first = answer.json()
    assert (len(first["verdicts"]), first["rows"]) == (taking.FIRST_PAGE, 501)
    address = answer.headers["Location"]
    seen, cursor = [one["row"] for one in first["verdicts"]], first["next"]
    while cursor:
        rest = (await http.get(address, params={"cursor": cursor, "limit": "170"})).json()
        seen += [one["row"] for one in rest["verdicts"]]
        cursor = rest["next"]
        assert rest["findings"] == []
    assert seen == list(range(2, 503))
    none = await http.get(address, params={"verdict": "changed"})
    assert none.json()["verdicts"] == []
    await http.post(ADDRESS, **_body(b"code,value\nc500,7\n", "text/csv"))
    mixed = await http.post(ADDRESS, **_body(b"code,value\n" + rows, "text/csv"))
    changed = await http.get(mixed.headers["Location"], params={"verdict": "changed", "limit": "1"})
    assert [one["key"] for one in changed.json()["verdicts"]] == ["c500"]
    assert changed.json()["next"] is None
    page = await http.get(address, params={"limit": "7", "verdict": "new"})
    assert 'rel="next"' in page.headers["Link"]
    assert "verdict=new" in page.headers["Link"]


async def test_an_import_is_its_organisations_and_its_resources(http: httpx.AsyncClient) -> None:
    answer = await http.post(ADDRESS, **_body(CSV, "text/csv"))
    address = answer.headers["Location"]
    other = {"x-test-organisation": "so-tai-chinh"}
    for headers, path in (
        (other, address),
        ({}, address.replace("measurements", "tasks")),
        ({}, f"/v1/measurements/imports/{uuid.uuid4()}"),
    ):
        missing = await http.get(path, headers=headers)
        assert (missing.status_code, missing.json()["code"]) == (404, "import-not-found")
        assert (await http.post(f"{path}/cancel", headers=headers)).status_code == 404
    ended = await http.post(f"{address}/cancel")
    assert (ended.status_code, ended.json()["code"]) == (409, "import-ended")


async def test_what_waits_can_be_cancelled(http: httpx.AsyncClient, database: db.Database) -> None:
    answer = await http.post(ADDRESS, content=CSV, headers={"Content-Type": "text/csv", "Prefer": "respond-async"})
    address = answer.headers["Location"]
    for _ in range(2):
        asked = await http.post(f"{address}/cancel")
        assert asked.status_code == 202
        contract.check(asked.json(), contract.schema_of("cancel_measurement_import", 202))
    await working.carry_out(database, {"measurements": IMPORTER}, FakeClock(), uuid.UUID(answer.json()["id"]))
    ended = (await http.get(address, headers=EN)).json()
    assert (ended["state"], ended["why"]["detail"]) == (
        "cancelled",
        "The import was cancelled before anything was written.",
    )
    assert await held(database) == {}
