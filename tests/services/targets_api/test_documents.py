"""Legal documents by API: recorded, corrected with their past, in force on a day, amended in chains."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from services.targets_api import law_bodies
from services.targets_api.app import create_app
from shared.catalog import install, read
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from shared.law import sources
from tests import clients

PATH = "/v1/legal-documents"
PLAN, RESOLUTION, EMULATION = (
    "ke-hoach-55-kh-ubnd-2022",
    "nghi-quyet-48-nq-tu-2021",
    "ke-hoach-phong-trao-thi-dua-2022",
)
NEW = law_bodies.EXAMPLE
SLUG = NEW["slug"]
SITE = {"kind": "official_site", "address": "https://tuyenquang.gov.vn/x"}
MANY = 12


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of its own for every test: these write."""
    return own_database_url


@pytest.fixture
async def coordinator(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """The coordinator of the department that holds the duty; answers come in English."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("coordinator") | {"Accept-Language": "en"})
        yield caller


def document(**changes: Any) -> dict[str, Any]:
    """A document that is accepted unless `changes` spoil it; its ground is a site."""
    given = {"slug": "van-ban", "title": "Văn bản", "kind": "decision", "issuer": "UBND tỉnh", "source": SITE}
    return given | changes


async def made(caller: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A document that was recorded."""
    answer = await caller.post(PATH, json=document(**changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def correct(caller: httpx.AsyncClient, slug: str, **stated: Any) -> httpx.Response:
    """A correction of the version that is there."""
    etag = (await caller.get(f"{PATH}/{slug}")).headers["etag"]
    body = {"source": SITE, **stated}
    return await caller.patch(f"{PATH}/{slug}", json=body, headers={"If-Match": etag})


def fields(answer: httpx.Response) -> list[tuple[str, str]]:
    """The fields at fault of a refusal, with their codes."""
    assert answer.status_code == 422, answer.text
    return [(finding["field"], finding["code"]) for finding in answer.json()["errors"]]


async def test_a_document_is_recorded_with_its_text_and_its_place_in_the_chain(coordinator: httpx.AsyncClient) -> None:
    answer = await coordinator.post(PATH, json=NEW)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{PATH}/{SLUG}"
    found = (await coordinator.get(answer.headers["location"])).json()
    assert found == answer.json() | {"known_at": found["known_at"]}
    assert found["id"] == str(sources.document_id(SLUG)), "the id that every installation gives it"
    assert (found["stated_by"], found["amends"], found["implements"]) == ("api", [PLAN], [RESOLUTION])
    assert (found["source"]["document"], found["source"]["quote"]) == (SLUG, "Số: 00/KH-UBND")
    text = await coordinator.get(found["text"]["address"])
    assert text.text == NEW["text"]
    assert found["text"]["sha256"] == hashlib.sha256(text.content).hexdigest()
    amended = (await coordinator.get(f"{PATH}/{PLAN}")).json()
    assert amended["amended_by"] == [SLUG]
    assert [link["slug"] for link in amended["chain"]] == [PLAN, SLUG]
    assert SLUG in (await coordinator.get(f"{PATH}/{RESOLUTION}")).json()["implemented_by"]
    listed = (await coordinator.get(PATH, params={"q": "00/KH-UBND"})).json()
    assert [item["slug"] for item in listed["items"]] == [SLUG]
    trail = ("subject", "action", "entity_kind", "entity_id")
    assert await _audit(coordinator, *trail) == [
        ("coordinator@so-thong-tin-va-truyen-thong", "legal_document.record", "legal_document", found["id"])
    ]


async def _audit(caller: httpx.AsyncClient, *columns: str) -> list[tuple[Any, ...]]:
    transport: Any = caller._transport
    url = transport.app.state.database.url
    database = db.Database(url, pool_size=1, caller=callers.SYSTEM)
    await database.open()
    rows = await database.reader.rows(f"SELECT {', '.join(columns)} FROM audit_entries ORDER BY id")
    await database.close()
    return [tuple(row[column] for column in columns) for row in rows]


async def test_a_quote_of_a_new_document_is_looked_for_in_its_text(coordinator: httpx.AsyncClient) -> None:
    assert (await coordinator.post(PATH, json=NEW)).status_code == 201
    etag = (await coordinator.get(f"{PATH}/{SLUG}")).headers["etag"]
    for quote, expected in (("Sửa đổi mốc năm 2026", 422), ("Sửa đổi\nmốc năm 2025", 200)):
        source = {"document": SLUG, "clause": "1", "quote": quote}
        answer = await coordinator.patch(
            f"{PATH}/{SLUG}", json={"title": "Tên khác", "source": source}, headers={"If-Match": etag}
        )
        assert answer.status_code == expected, answer.text
    assert (await coordinator.get(f"{PATH}/{SLUG}")).json()["title"] == "Tên khác"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"source": {"document": PLAN, "quote": "Số: 55 /KH-UBND"}}, [("source.clause", "missing")]),
        ({"source": {"clause": "I"}}, [("source.document", "missing")]),
        ({"source": {"kind": "press"}}, [("source.address", "missing")]),
        ({"source": {"kind": "derived"}}, [("source.note", "missing")]),
        ({"source": {**SITE, "clause": "I"}}, [("source.clause", "not_legal")]),
        ({"source": {"document": "khong-co", "clause": "I"}}, [("source.document", "unknown_document")]),
        ({"source": {"document": PLAN, "clause": "I", "quote": "x y z"}}, [("source.quote", "quote_not_found")]),
        (
            {"source": {"document": "van-ban", "clause": "I", "quote": "khác"}, "text": "Toàn văn"},
            [("source.quote", "quote_not_found")],
        ),
        ({"source": {**SITE, "address": "javascript:alert(1)"}}, [("source.address", "string_pattern_mismatch")]),
        ({"amends": [PLAN, "khong-co"]}, [("amends.1", "unknown_document")]),
        ({"amends": ["van-ban"]}, [("amends.0", "unknown_document")]),
        ({"replaces": [PLAN], "issued_on": "2022-01-01"}, [("replaces.0", "amends_a_later_document")]),
        ({"issued_on": "2023-01-01", "ends_on": "2023-01-01"}, [("ends_on", "ends_before_it_begins")]),
        ({"slug": "Van-Ban"}, [("slug", "string_pattern_mismatch")]),
        ({"slug": "13475002-a410-5ea7-8a55-eef7a18a166e"}, [("slug", "string_pattern_mismatch")]),
        ({"text": "a\x0bb"}, [("text", "string_pattern_mismatch")]),
        ({"text": "a" * (law_bodies.LONGEST_TEXT + 1)}, [("text", "string_too_long")]),
        ({"kind": "poem"}, [("kind", "literal_error")]),
        ({"title": " "}, [("title", "string_too_short")]),
        ({"body": "x"}, [("body", "extra_forbidden")]),
    ],
)
async def test_what_cannot_be_is_named_and_nothing_is_stored(
    coordinator: httpx.AsyncClient, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert fields(await coordinator.post(PATH, json=document(**changes))) == expected
    assert (await coordinator.get(f"{PATH}/van-ban")).status_code == 404


async def test_only_the_coordinator_of_the_duty_states_the_law(
    coordinator: httpx.AsyncClient, tokens: clients.Tokens
) -> None:
    coordinator.headers.pop("authorization")
    assert (await coordinator.post(PATH, json=NEW)).status_code == 401
    for role, organisation, code in (
        ("coordinator", "so-noi-vu", "duty-missing"),
        ("reviewer", clients.DEPARTMENT, "role-missing"),
        ("admin", clients.DEPARTMENT, "role-missing"),
        ("system", clients.DEPARTMENT, "role-missing"),
    ):
        answer = await coordinator.post(PATH, json=NEW, headers=tokens.header(role, organisation))
        assert (answer.status_code, answer.json()["code"]) == (403, code), role
    assert (await coordinator.get(f"{PATH}/{SLUG}")).status_code == 404


async def test_a_document_is_recorded_once(coordinator: httpx.AsyncClient) -> None:
    await made(coordinator)
    again = await coordinator.post(PATH, json=document(title="Khác"))
    assert (again.status_code, again.json()["code"]) == (409, "document-exists")
    of_the_catalog = await coordinator.post(PATH, json=document(slug=PLAN))
    assert (of_the_catalog.status_code, of_the_catalog.json()["code"]) == (409, "document-exists")


async def test_the_same_number_of_one_issuer_and_year_must_be_meant(coordinator: httpx.AsyncClient) -> None:
    issuer = "Ủy ban nhân dân tỉnh Tuyên Quang"
    same: dict[str, Any] = {"number": "55 /KH-UBND", "issuer": issuer}
    for issued_on in (None, "2022-09-01"):
        answer = await coordinator.post(PATH, json=document(**same, issued_on=issued_on))
        assert (answer.status_code, answer.json()["code"]) == (409, "number-taken")
        assert PLAN in answer.json()["detail"]
    await made(coordinator, **same, issued_on="2023-03-01", slug="nam-khac")
    await made(coordinator, number="55/KH-UBND", issuer="Sở Tài chính", slug="co-quan-khac")
    await made(coordinator, **same, issued_on="2022-09-01", confirm=["same_number"])


async def test_a_correction_keeps_what_was_known(coordinator: httpx.AsyncClient) -> None:
    before = (await coordinator.get(f"{PATH}/{EMULATION}")).json()
    assert (before["number"], before["in_force"]) == (None, "unknown")
    answer = await correct(coordinator, EMULATION, number="135/KH-UBND", issued_on="2022-08-09")
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert (after["number"], after["issued_on"], after["in_force"]) == ("135/KH-UBND", "2022-08-09", "in_force")
    assert after["title"] == before["title"]
    [correction] = after["corrections"]
    assert correction["fields"] == ["issued_on", "number"]
    assert correction["source"]["kind"] == "official_site"
    then = {"as_of": before["as_of"], "known_at": before["known_at"]}
    assert (await coordinator.get(f"{PATH}/{EMULATION}", params=then)).json() == before
    listed = (await coordinator.get(PATH, params={**then, "q": "135/KH-UBND"})).json()
    assert listed["items"] == []
    assert after["source"]["number"] == "135/KH-UBND", "what rests on the document names it anew, too"
    stale = await coordinator.patch(
        f"{PATH}/{EMULATION}", json={"number": "1", "source": SITE}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    missing = await coordinator.patch(f"{PATH}/{EMULATION}", json={"number": "1", "source": SITE})
    assert missing.status_code == 428
    assert fields(await correct(coordinator, EMULATION)) == [("body", "too_short")]


async def test_a_new_edition_of_the_catalog_takes_no_correction_back(
    coordinator: httpx.AsyncClient, database: db.Database
) -> None:
    await correct(coordinator, EMULATION, number="135/KH-UBND", amends=[PLAN], effective_on="2022-09-01")
    await correct(coordinator, "quyet-dinh-922-qd-btttt-2022", text="Quyết định số 922/QĐ-BTTTT")
    await made(coordinator, amends=[PLAN])
    before = (await coordinator.get(PATH, params={"limit": 200})).json()["items"]
    async with database.transaction() as session:
        assert sum((await install.install(session, read.catalog())).values()) == 0
    assert (await coordinator.get(PATH, params={"limit": 200})).json()["items"] == before
    assert {item["slug"]: item["number"] for item in before}[EMULATION] == "135/KH-UBND"


async def test_a_text_is_given_once_and_holds_what_was_quoted(coordinator: httpx.AsyncClient) -> None:
    twice = await correct(coordinator, PLAN, text="Khác")
    assert (twice.status_code, twice.json()["code"]) == (409, "text-held")
    await made(coordinator)
    source = {"document": "van-ban", "clause": "Điều 1", "quote": "đoạn đã trích"}
    assert (await correct(coordinator, "van-ban", title="Tên khác", source=source)).status_code == 200
    lost = await correct(coordinator, "van-ban", text="Toàn văn không có đoạn ấy")
    assert (lost.status_code, lost.json()["code"]) == (409, "quotes-missing")
    assert "đoạn đã trích" in lost.json()["detail"]
    assert (await correct(coordinator, "van-ban", text="Có đoạn\nđã trích")).status_code == 200
    earlier = (await coordinator.get(f"{PATH}/van-ban")).json()["corrections"][0]["recorded_at"]
    assert (await coordinator.get(f"{PATH}/van-ban/text")).text == "Có đoạn\nđã trích"
    at = {"known_at": earlier.replace("Z", "+00:00")}
    assert (await coordinator.get(f"{PATH}/van-ban/text", params=at)).status_code == 200
    assert (
        await coordinator.get(f"{PATH}/van-ban/text", params={"known_at": "2022-01-01T00:00:00Z"})
    ).status_code == 404


async def test_a_text_may_be_right_although_quotes_are_not_in_it(coordinator: httpx.AsyncClient) -> None:
    await made(coordinator)
    source = {"document": "van-ban", "clause": "Điều 1", "quote": "trích sai"}
    assert (await correct(coordinator, "van-ban", title="Tên khác", source=source)).status_code == 200
    answer = await correct(coordinator, "van-ban", text="Toàn văn đúng", confirm=["quotes_not_found"])
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [
        ({}, "2024-01-01", ("unknown", None, None)),
        ({"issued_on": "2023-05-01"}, "2023-04-30", ("not_yet", "2023-05-01", None)),
        ({"issued_on": "2023-05-01"}, "2023-05-01", ("in_force", "2023-05-01", None)),
        ({"issued_on": "2023-05-01", "effective_on": "2023-06-15"}, "2023-06-14", ("not_yet", "2023-06-15", None)),
        ({"issued_on": "2023-05-01", "effective_on": "2023-06-15"}, "2023-06-15", ("in_force", "2023-06-15", None)),
        (
            {"issued_on": "2023-05-01", "ends_on": "2024-01-01"},
            "2023-12-31",
            ("in_force", "2023-05-01", "2024-01-01"),
        ),
        (
            {"issued_on": "2023-05-01", "ends_on": "2024-01-01"},
            "2024-01-01",
            ("no_longer", "2023-05-01", "2024-01-01"),
        ),
        ({"ends_on": "2024-01-01"}, "2023-12-31", ("unknown", None, "2024-01-01")),
        ({"ends_on": "2024-01-01"}, "2024-01-01", ("no_longer", None, "2024-01-01")),
    ],
)
async def test_in_force_on_a_day(
    coordinator: httpx.AsyncClient, days: dict[str, str], on: str, expected: tuple[Any, ...]
) -> None:
    await made(coordinator, **days)
    found = (await coordinator.get(f"{PATH}/van-ban", params={"as_of": on})).json()
    assert (found["in_force"], found["in_force_from"], found["in_force_until"]) == expected
    listed = (await coordinator.get(PATH, params={"as_of": on, "in_force": expected[0], "limit": 200})).json()
    assert "van-ban" in {item["slug"] for item in listed["items"]}
    assert {item["in_force"] for item in listed["items"]} == {expected[0]}


async def test_what_is_replaced_ends_when_the_other_begins(coordinator: httpx.AsyncClient) -> None:
    await made(coordinator, issued_on="2023-01-01")
    known_before = (await coordinator.get(f"{PATH}/van-ban", params={"as_of": "2025-01-01"})).json()
    await made(coordinator, slug="moi", issued_on="2024-03-01", effective_on="2024-04-01", replaces=["van-ban"])
    for on, expected in (("2024-03-31", "in_force"), ("2024-04-01", "no_longer")):
        found = (await coordinator.get(f"{PATH}/van-ban", params={"as_of": on})).json()
        assert (found["in_force"], found["in_force_until"]) == (expected, "2024-04-01")
    assert found["replaced_by"] == ["moi"]
    then = {"as_of": "2025-01-01", "known_at": known_before["known_at"]}
    assert (await coordinator.get(f"{PATH}/van-ban", params=then)).json() == known_before


async def test_replaced_from_an_unknown_day_nobody_knows_whether_it_holds(coordinator: httpx.AsyncClient) -> None:
    await made(coordinator, issued_on="2023-01-01")
    await made(coordinator, slug="moi", replaces=["van-ban"])
    found = (await coordinator.get(f"{PATH}/van-ban", params={"as_of": "2024-01-01"})).json()
    assert (found["in_force"], found["in_force_until"]) == ("unknown", None)


async def test_a_chain_is_shown_whole_and_never_comes_back_to_itself(coordinator: httpx.AsyncClient) -> None:
    for place, amended in enumerate(([], ["v0"], ["v1"], ["v2"])):
        await made(coordinator, slug=f"v{place}", amends=amended, issued_on=f"202{place}-01-01")
    chain = (await coordinator.get(f"{PATH}/v1")).json()["chain"]
    assert [link["slug"] for link in chain] == ["v0", "v1", "v2", "v3"]
    for stated, expected in (
        ({"amends": ["v3"], "issued_on": None}, [("amends", "cycle")]),
        ({"replaces": ["v2"], "issued_on": None}, [("amends", "cycle")]),
        ({"amends": ["v0"], "issued_on": None}, [("amends", "cycle")]),
    ):
        assert fields(await correct(coordinator, "v0", **stated)) == expected
    assert fields(await correct(coordinator, RESOLUTION, implements=[PLAN])) == [("implements", "cycle")]


async def test_two_amendments_at_once_make_no_cycle(coordinator: httpx.AsyncClient) -> None:
    await made(coordinator, slug="a")
    await made(coordinator, slug="b")
    answers = await asyncio.gather(correct(coordinator, "a", amends=["b"]), correct(coordinator, "b", amends=["a"]))
    assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_one_of_many_with_the_same_number_gets_in(coordinator: httpx.AsyncClient) -> None:
    send: Callable[[int], Any] = lambda place: coordinator.post(  # noqa: E731
        PATH, json=document(slug=f"v{place}", number="1/QĐ", issued_on="2023-01-01")
    )
    answers = await asyncio.gather(*(send(place) for place in range(MANY)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * (MANY - 1)]


async def test_a_corrected_number_changes_nothing_that_was_known(coordinator: httpx.AsyncClient) -> None:
    """Other objects show the number of the document that they rest on, as it was known."""
    addresses = (
        *("/v1/targets/CQS.03", "/v1/targets", "/v1/targets/sets"),
        *("/v1/organisations/so-tai-chinh", "/v1/tasks/187.2.1.01", f"{PATH}/{EMULATION}", PATH),
    )
    before = [(await coordinator.get(address)).json() for address in addresses]
    for document in ("ke-hoach-55-kh-ubnd-2022", "ke-hoach-187-kh-ubnd-2022", RESOLUTION, EMULATION):
        stated = {"number": "1/X", "confirm": ["same_number"]}
        assert (await correct(coordinator, document, **stated)).status_code == 200
    for address, then in zip(addresses, before, strict=True):
        known = {"as_of": then["as_of"], "known_at": then["known_at"]}
        assert (await coordinator.get(address, params=known)).json() == then
        assert '"1/X"' in (await coordinator.get(address)).text
