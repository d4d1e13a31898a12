"""Changes of the register by API: recorded with what follows from them, previewed, refused by name."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.targets_api.app import create_app
from shared.catalog import install, read
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients

SOURCE = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "V.3"}
NEW = {"slug": "so-moi", "name": "Sở Mới", "kind": "department", "level": "department", "parent": "ubnd-tinh"}
HISTORY = (
    "/v1/organisations/tree", "/v1/organisations?limit=200", "/v1/organisations/so-noi-vu/lineage",
    "/v1/organisations/changes", "/v1/organisations/so-tu-phap",
)  # fmt: skip


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test: it writes."""
    return own_database_url


@pytest.fixture
async def admin(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator's client."""
    async with clients.client(create_app, configured) as caller:
        caller.headers.update(tokens.header("admin", "tinh-tuyen-quang"))
        yield caller


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[db.Database]:
    """Both doors, as the system."""
    opened = db.Database(database_url, pool_size=2, caller=callers.SYSTEM)
    await opened.open()
    yield opened
    await opened.close()


def merge(*predecessors: str, into: dict[str, Any], on: str = "2022-06-20", **more: Any) -> dict[str, Any]:
    """A merger's body."""
    return {
        "kind": "merge",
        "effective_on": on,
        "predecessors": list(predecessors),
        "successors": [into],
        "source": SOURCE,
        **more,
    }


async def record(admin: httpx.AsyncClient, body: dict[str, Any], **params: str) -> httpx.Response:
    """Ask for a change."""
    return await admin.post("/v1/organisations/changes", json=body, params=params)


async def done(admin: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """A change that is recorded."""
    answer = await record(admin, body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/organisations/changes/{found['id']}"
    return found


async def test_two_merged_into_a_new_one(admin: httpx.AsyncClient) -> None:
    change = await done(admin, merge("so-noi-vu", "so-tu-phap", into={"new": NEW}))
    shown = (await admin.get(f"/v1/organisations/changes/{change['id']}")).json()
    assert shown["parts"] == change["parts"]
    assert (await admin.get("/v1/organisations/so-moi")).json()["began_by"]["id"] == change["id"]
    for gone in ("so-noi-vu", "so-tu-phap"):
        assert (await admin.get(f"/v1/organisations/{gone}")).status_code == 404
        before = (await admin.get(f"/v1/organisations/{gone}", params={"as_of": "2022-06-19"})).json()
        assert before["ended_by"]["id"] == change["id"]
    lineage = (await admin.get("/v1/organisations/so-moi/lineage")).json()
    assert {kin["slug"] for kin in lineage["predecessors"]} == {"so-noi-vu", "so-tu-phap"}
    groups = (await admin.get("/v1/organisations/so-moi")).json()["groups"]
    assert "cac-so-ban-nganh" in groups


async def test_the_effects_name_what_passed_to_whom(admin: httpx.AsyncClient) -> None:
    effects = (await done(admin, merge("so-noi-vu", into={"organisation": "so-tu-phap"})))["effects"]
    assert {row["organisation"] for row in effects["obligations"]["rows"]} == {"so-tu-phap"}
    # The half-year report of 2022 was open, those of later days are owed by the successor anyway.
    assert [(row["year"], row["period"]) for row in effects["obligations"]["rows"]] == [(2022, "half_year")]
    (succession,) = effects["successions"]["rows"]
    assert (succession["predecessor"], succession["successor"]) == ("so-noi-vu", "so-tu-phap")
    assert {row["known"] for row in effects["versions"]["rows"]} == {"no_longer", "from_now_on"}


async def test_a_preview_says_the_same_and_leaves_nothing(admin: httpx.AsyncClient, database: db.Database) -> None:
    counted = (
        "SELECT (SELECT count(*) FROM organisation_changes) + (SELECT count(*) FROM organisations)"
        " + (SELECT count(*) FROM organisation_versions) + (SELECT count(*) FROM obligations)"
        " + (SELECT count(*) FROM sources) + (SELECT count(*) FROM audit_entries) + (SELECT count(*) FROM outbox) AS n"
    )
    body = merge("so-noi-vu", "so-tu-phap", into={"new": NEW})
    before = await database.reader.row(counted)
    preview = await record(admin, body, dry_run="true")
    assert preview.status_code == 200, preview.text
    assert await database.reader.row(counted) == before
    assert preview.json()["effects"] == (await done(admin, body))["effects"]


async def test_what_was_known_before_stays_byte_for_byte(admin: httpx.AsyncClient) -> None:
    at = {"as_of": "2022-07-01"}
    known = (await admin.get("/v1/organisations/tree", params=at)).json()["known_at"]
    before = {path: (await admin.get(path, params={**at, "known_at": known})).content for path in HISTORY}
    await done(admin, merge("so-noi-vu", into={"organisation": "so-tu-phap"}))
    await done(admin, {"kind": "rename", "effective_on": "2022-06-21", "source": SOURCE,
                       "subjects": [{"organisation": "so-tu-phap", "name": "Sở Tư pháp và Nội vụ"}]})  # fmt: skip
    after = {path: (await admin.get(path, params={**at, "known_at": known})).content for path in HISTORY}
    assert after == before
    assert (await admin.get("/v1/organisations/tree", params=at)).content != before["/v1/organisations/tree"]


async def test_a_merger_recorded_late_is_worked_in_under_what_came_later(admin: httpx.AsyncClient) -> None:
    renamed = {"kind": "rename", "effective_on": "2022-09-01", "source": SOURCE,
               "subjects": [{"organisation": "so-tu-phap", "name": "Sở Tư pháp (mới)"}]}  # fmt: skip
    await done(admin, renamed)
    await done(admin, merge("so-noi-vu", into={"organisation": "so-tu-phap"}, on="2022-03-01"))
    for day, name in (("2022-03-01", "Sở Tư pháp"), ("2022-09-01", "Sở Tư pháp (mới)")):
        assert (await admin.get("/v1/organisations/so-tu-phap", params={"as_of": day})).json()["name"] == name
        assert (await admin.get("/v1/organisations/so-noi-vu", params={"as_of": day})).status_code == 404


async def test_reinstalling_the_catalog_undoes_nothing(admin: httpx.AsyncClient, database: db.Database) -> None:
    await done(admin, merge("so-noi-vu", "so-tu-phap", into={"new": NEW}))
    tree = (await admin.get("/v1/organisations/tree")).json()
    async with database.transaction() as session:
        changed = await install.install(session, read.catalog())
    assert set(changed.values()) == {0}, changed
    again = (await admin.get("/v1/organisations/tree")).json()
    assert {**again, "known_at": None} == {**tree, "known_at": None}


async def test_the_day_of_march_2025_can_be_given_when_it_is_found(admin: httpx.AsyncClient) -> None:
    listed = await admin.get("/v1/organisations/changes", params={"organisation": "so-khoa-hoc-va-cong-nghe"})
    (monthly,) = listed.json()["items"]
    body = merge("so-thong-tin-va-truyen-thong", into={"organisation": "so-khoa-hoc-va-cong-nghe"}, on="2025-03-05")
    daily = await done(admin, {**body, "replaces": monthly["id"]})
    old = f"/v1/organisations/{body['predecessors'][0]}"
    assert (await admin.get(old, params={"as_of": "2025-03-04"})).json()["ended_by"]["effective_precision"] == "day"
    assert (await admin.get(old, params={"as_of": "2025-03-05"})).status_code == 404
    was = (await admin.get(f"/v1/organisations/changes/{monthly['id']}")).json()
    assert was["replaced_by"] == daily["id"]
    again = await record(admin, {**body, "replaces": monthly["id"]})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "replaces")


A, B = {"organisation": "so-noi-vu"}, {"organisation": "so-tu-phap"}
WRONG: list[tuple[dict[str, Any], int, str]] = [
    (merge("so-khong-co", into=A), 422, "predecessors.0"),
    (merge("so-noi-vu", into={"organisation": "so-khong-co"}), 422, "successors.0.organisation"),
    (merge("so-noi-vu", into=A), 422, "successors.0"),
    (merge("so-noi-vu", into=B, on="2025-08-01", predecessors=["huyen-na-hang"]), 422, "predecessors.0"),
    (merge("so-noi-vu", into={"organisation": "huyen-na-hang"}, on="2025-07-02"), 422, "successors.0"),
    (merge("so-noi-vu", into={"new": {**NEW, "slug": "so-tu-phap"}}), 409, "successors.0.new.slug"),
    (merge("so-noi-vu", into={"new": {**NEW, "parent": "so-noi-vu"}}), 422, "successors.0.new.parent"),
    (merge("so-noi-vu", into={"new": {**NEW, "parent": "khong-co"}}), 422, "successors.0.new.parent"),
    (merge("so-noi-vu", into={}), 422, "successors.0"),
    (merge("so-noi-vu", into=B, successors=[]), 422, "successors"),
    (merge("so-noi-vu", into=B, source={**SOURCE, "document": "khong-co"}), 422, "source.document"),
    (merge("so-noi-vu", into=B, source={**SOURCE, "quote": "không hề có"}), 422, "source.quote"),
    (merge("so-noi-vu", into=B, source={"document": SOURCE["document"]}), 422, "source.clause"),
    (merge("so-noi-vu", into=B, source=None), 422, "source"),
    (merge("so-noi-vu", into=B, effective_precision="month"), 422, "effective_on"),
    (merge("so-noi-vu", into=B, continues=True), 422, "continues"),
    (merge("so-noi-vu", into=B, replaces=str(uuid.uuid4())), 422, "replaces"),
    (merge("so-khoa-hoc-va-cong-nghe", into=A, on="2024-01-01"), 409, "effective_on"),
    ({"kind": "move", "effective_on": "2022-06-20", "source": SOURCE,
      "subjects": [{"organisation": "ubnd-tinh", "parent": "so-noi-vu"}]}, 422, "subjects.0.parent"),
    ({"kind": "rename", "effective_on": "2022-06-20", "source": SOURCE,
      "subjects": [{"organisation": "so-noi-vu", "name": "Sở Nội vụ"}]}, 422, "subjects.0.name"),
    ({"kind": "abolish", "effective_on": "2022-06-20", "source": SOURCE,
      "predecessors": ["tinh-tuyen-quang"]}, 422, "predecessors.0"),
    ({"kind": "transfer", "effective_on": "2022-06-20", "source": SOURCE, "predecessors": ["so-noi-vu"],
      "successors": [{**B, "duties": ["coordination"]}]}, 422, "successors.0.duties"),
    ({"kind": "split", "effective_on": "2022-06-20", "source": SOURCE, "predecessors": ["so-noi-vu"],
      "successors": [{"new": NEW}]}, 422, "successors"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "field"), WRONG)
async def test_what_cannot_be_is_refused_naming_the_field(
    admin: httpx.AsyncClient, body: dict[str, Any], status: int, field: str
) -> None:
    answer = await record(admin, body)
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]][:1]) == (status, [field]), (
        answer.text
    )
    english = await admin.post("/v1/organisations/changes", json=body, headers={"Accept-Language": "en"})
    assert english.json()["detail"] != answer.json()["detail"]
    assert len((await admin.get("/v1/organisations/changes")).json()["items"]) == 4


@pytest.mark.parametrize("role", ["reporter", "approver", "reviewer", "coordinator", "committee", "auditor"])
async def test_only_an_administrator_changes_the_register(
    admin: httpx.AsyncClient, tokens: clients.Tokens, role: str
) -> None:
    body = merge("so-noi-vu", into=B)
    answer = await admin.post("/v1/organisations/changes", json=body, headers=tokens.header(role))
    assert answer.status_code == 403


async def test_it_is_audited_told_and_fed(admin: httpx.AsyncClient, database: db.Database) -> None:
    heads = "SELECT o.slug, h.version FROM change_heads h JOIN organisations o ON o.id = h.id"
    before = {row["slug"]: row["version"] for row in await database.reader.rows(heads)}
    change = await done(admin, merge("so-noi-vu", into=B))
    (entry,) = await database.reader.rows("SELECT * FROM audit_entries WHERE action = 'organisations.change'")
    assert (entry["subject"], entry["entity_id"]) == ("admin@tinh-tuyen-quang", change["id"])
    (event,) = await database.reader.rows("SELECT payload FROM outbox WHERE event = 'OrganisationsChanged'")
    assert change["id"] in event["payload"]
    after = {row["slug"]: row["version"] for row in await database.reader.rows(heads)}
    assert {slug for slug in after if after[slug] != before[slug]} >= {"so-noi-vu", "so-tu-phap"}


async def test_the_same_key_records_once(admin: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    body = merge("so-noi-vu", into=B)
    first = await admin.post("/v1/organisations/changes", json=body, headers=headers)
    second = await admin.post("/v1/organisations/changes", json=body, headers=headers)
    assert (first.status_code, second.status_code, second.content) == (201, 201, first.content)


async def test_whoever_stood_below_it_in_another_hierarchy_stands_below_the_heir(admin: httpx.AsyncClient) -> None:
    at = {"hierarchy": "index_ownership", "as_of": "2026-03-01"}
    before = (await admin.get("/v1/organisations/tree", params=at)).json()
    await done(admin, merge("so-khoa-hoc-va-cong-nghe", into=A, on="2026-02-01"))
    after = (await admin.get("/v1/organisations/tree", params=at)).json()
    then = (await admin.get("/v1/organisations/tree", params={**at, "known_at": before["known_at"]})).json()

    def below(node: dict[str, Any], above: str | None = None) -> dict[str, str | None]:
        found = {node["slug"]: above}
        for child in node["children"]:
            found |= below(child, node["slug"])
        return found

    owners = {slug: above for root in after["roots"] for slug, above in below(root).items()}
    was = {slug: above for root in before["roots"] for slug, above in below(root).items()}
    moved = {slug for slug, above in was.items() if above == "so-khoa-hoc-va-cong-nghe"} - {"so-noi-vu"}
    assert moved
    assert {owners[slug] for slug in moved} == {"so-noi-vu"}
    assert "so-khoa-hoc-va-cong-nghe" not in owners
    assert then == before


async def test_who_stood_below_it_in_the_other_hierarchies_follows(
    admin: httpx.AsyncClient, database: db.Database
) -> None:
    """Nobody becomes a root; what was known before stays; a change said anew says it of another day and successor."""

    async def superior(day: str, **known: str) -> str:
        params = {"hierarchy": "index_ownership", "as_of": day, **known}
        (root,) = (await admin.get("/v1/organisations/tree", params=params)).json()["roots"]
        found = {below["slug"]: above["slug"] for above in root["children"] for below in above["children"]}
        return str(found["so-tai-chinh"])

    then = (await admin.get("/v1/organisations/hierarchies")).json()["known_at"]
    old, day = "so-thong-tin-va-truyen-thong", "2024-02-01"
    listed = await admin.get("/v1/organisations/changes", params={"organisation": old})
    change = await done(admin, merge(old, into=A, on="2024-01-01", replaces=listed.json()["items"][0]["id"]))
    assert change["effects"]["placements"]["count"] > 0
    assert (await superior("2023-12-31"), await superior(day)) == (old, "so-noi-vu")
    assert await superior(day, known_at=then) == old
    places = (await admin.get("/v1/organisations/so-tai-chinh/placements", params={"as_of": day})).json()["items"]
    assert [row["change"] for row in places if row["in_force"] and row["superior"] == "so-noi-vu"] == [change["id"]]
    async with database.transaction() as session:
        assert set((await install.install(session, read.catalog())).values()) == {0}
    await done(admin, merge(old, into=B, on="2024-01-15", replaces=change["id"]))
    assert (await superior("2024-01-14"), await superior(day)) == (old, "so-tu-phap")
    own = {"hierarchy": "index_ownership", "superior": "so-noi-vu", "valid_from": "2024-01-20", "certainty": "certain"}
    stated = await admin.post("/v1/organisations/so-tu-phap/placements", json={**own, "source": SOURCE})
    assert stated.status_code == 201, f"what it inherited gives way: {stated.text}"
