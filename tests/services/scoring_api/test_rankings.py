"""Rankings over HTTP: computed and frozen by the coordinator, public once published, never changed."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from services.scoring_api.app import create_app
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import callers, db
from shared.kit.settings import ServiceSettings
from tests import clients, databases

PROVINCE = "tinh-tuyen-quang"
OPEN = assessment_id("dti-922", PROVINCE, 2022)
VERIFIED = {"framework": "dti-922", "year": 2022}


@pytest.fixture
async def http(configured: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The scoring application."""
    async with clients.client(create_app, configured) as client:
        yield client


class Desk:
    """The coordinating department's desk."""

    def __init__(self, http: httpx.AsyncClient, tokens: clients.Tokens) -> None:
        self.http, self.tokens = http, tokens

    async def freeze(self, role: str = "coordinator", **body: Any) -> httpx.Response:
        """Ask for a ranking."""
        return await self.http.post("/v1/rankings", json={**VERIFIED, **body}, headers=self.tokens.header(role))

    async def publish(self, ranking: str, **body: Any) -> httpx.Response:
        """Publish it."""
        return await self.http.post(
            f"/v1/rankings/{ranking}/publish", json=body, headers=self.tokens.header("coordinator")
        )


@pytest.fixture
def desk(http: httpx.AsyncClient, tokens: clients.Tokens) -> Desk:
    """The coordinator."""
    return Desk(http, tokens)


@pytest.fixture
async def computed(database: db.Database, configured: ServiceSettings) -> None:
    """The open assessment of 2022, computed once."""
    await jobs.compute(jobs.context(database, configured.clock()), str(OPEN), "1")


async def test_a_ranking_is_frozen_with_its_runs(desk: Desk, computed: None) -> None:
    answer = await desk.freeze()
    assert answer.status_code == 201, answer.text
    found = answer.json(parse_float=Decimal)
    assert (found["status"], found["basis"], found["ranked"], found["unranked"]) == ("frozen", "computed", 1, 62)
    first, *others = found["rows"]
    assert (first["rank"], first["organisation"], first["value"]) == (1, PROVINCE, 0)
    scores = await desk.http.get(f"/v1/assessments/{OPEN}/scores", headers=desk.tokens.header("committee", PROVINCE))
    assert first["run_id"] == scores.json()["run_id"]
    assert first["score_id"] == scores.json()["verified"]["score_id"]
    assert {(row["rank"], row["value"], row["reason"]) for row in others} == {(None, None, "no_assessment")}
    assert [row["position"] for row in found["rows"]] == list(range(1, 64))
    assert answer.headers["Location"] == f"/v1/rankings/{found['id']}"


async def test_only_who_reads_scores_sees_a_ranking_before_it_is_public(desk: Desk, computed: None) -> None:
    ranking = (await desk.freeze()).json()["id"]
    path = f"/v1/rankings/{ranking}"
    service = {"Authorization": f"Bearer {desk.tokens.of('system', scopes=('targets:read',))}"}
    for headers in ({}, service):
        assert (await desk.http.get(path, headers=headers)).status_code == 404
        assert (await desk.http.get(f"{path}/rows", headers=headers)).status_code == 404
        listed = (await desk.http.get("/v1/rankings", headers=headers)).json()["items"]
        assert {item["basis"] for item in listed} == {"imported"}
    reporter = desk.tokens.header("reporter", "so-noi-vu")
    assert (await desk.http.get(path, headers=reporter)).json()["status"] == "frozen"
    listed = (await desk.http.get("/v1/rankings?status=frozen", headers=reporter)).json()["items"]
    assert [item["id"] for item in listed] == [ranking]
    published = await desk.publish(ranking)
    assert published.status_code == 200, published.text
    assert published.json()["published_at"] is not None
    assert (await desk.http.get(path)).json()["status"] == "published"
    assert len((await desk.http.get(f"{path}/rows?limit=200")).json()["items"]) == 63


async def test_it_is_published_once_and_on_a_document_that_exists(desk: Desk, computed: None) -> None:
    ranking = (await desk.freeze()).json()["id"]
    refused = await desk.publish(ranking, source={"document": "khong-co", "clause": "1"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "source.document")
    source = {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II.1.2.1"}
    assert (await desk.publish(ranking, source=source)).json()["publication"]["clause"] == "II.1.2.1"
    again = await desk.publish(ranking)
    assert (again.status_code, again.json()["type"].rpartition("#problem-")[2]) == (409, "ranking-published")
    assert (await desk.publish(str(uuid.uuid4()))).status_code == 404


async def test_frozen_means_frozen(desk: Desk, computed: None, database: db.Database) -> None:
    ranking = (await desk.freeze()).json()["id"]
    for statement in (
        "UPDATE rankings SET year = 2021 WHERE id = :id",
        "UPDATE rankings SET published_at = now(), ranked = 2 WHERE id = :id",
        "DELETE FROM rankings WHERE id = :id",
        "UPDATE ranking_rows SET rank = 2 WHERE ranking_id = :id AND rank = 1",
        "DELETE FROM ranking_rows WHERE ranking_id = :id AND rank = 1",
        "INSERT INTO ranking_rows (ranking_id, organisation_id, rank, position, published_name)"
        " SELECT :id, gen_random_uuid(), 1, 99, 'x'",
    ):
        with pytest.raises(DBAPIError, match="is frozen"):
            async with database.transaction(caller=callers.SYSTEM) as session:
                await db.execute(session, statement, id=uuid.UUID(ranking))


async def test_the_same_runs_give_the_same_ranking(desk: Desk, computed: None) -> None:
    one, other = (await desk.freeze()).json(), (await desk.freeze()).json()
    assert one["id"] != other["id"]
    assert one["rows_sha256"] == other["rows_sha256"]
    assert one["rows"] == other["rows"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"framework": "khong-co"}, "framework"),
        ({"by": "index:99"}, "by"),
        ({"by": "pillar:x"}, "by"),
        ({"by": "component:1.1"}, "by"),
        ({"kind": "x"}, "kind"),
        ({"group": "x"}, "group"),
        ({"by": "total", "against": {"year": 2021}}, "against"),
        ({"by": "improvement", "against": {"year": 2022}}, "against.year"),
        ({"by": "improvement", "against": {"year": 2021, "framework": "x"}}, "against.framework"),
        ({"column": "x"}, "column"),
        ({"year": 1999}, "year"),
        ({"more": 1}, "more"),
    ],
)
async def test_what_cannot_be_ranked_is_named(desk: Desk, body: dict[str, Any], field: str) -> None:
    answer = await desk.freeze(**body)
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_nothing_is_frozen_while_an_assessment_waits_for_its_computation(
    desk: Desk, computed: None, database: db.Database, configured: ServiceSettings
) -> None:
    claimed = await desk.http.put(
        f"/v1/assessments/{OPEN}/claims/1.7", json={"points": 5}, headers=desk.tokens.header("reporter", "so-noi-vu")
    )
    for column in ("self", "verified"):
        answer = await desk.freeze(column=column)
        assert (answer.status_code, answer.json()["code"]) == (409, "still-computing")
        assert "1 " in answer.json()["detail"]
    version = str(claimed.json()["assessment_version"])
    await jobs.compute(jobs.context(database, configured.clock()), str(OPEN), version)
    assert (await desk.freeze(column="self")).json()["rows"][0]["value"] == 0.005


async def test_nobody_with_a_value_is_no_ranking(desk: Desk) -> None:
    answer = await desk.freeze()
    assert (answer.status_code, answer.json()["type"].rpartition("#problem-")[2]) == (409, "nobody-to-rank")


async def test_only_the_coordinator_freezes_and_publishes(desk: Desk, computed: None) -> None:
    for role in ("reviewer", "committee", "admin", "reporter"):
        assert (await desk.freeze(role)).status_code == 403
    elsewhere = desk.tokens.header("coordinator", "so-noi-vu")
    assert (await desk.http.post("/v1/rankings", json=VERIFIED, headers=elsewhere)).status_code == 403
    assert (await desk.http.post("/v1/rankings", json=VERIFIED)).status_code == 401


async def test_improvement_on_2021(desk: Desk, computed: None) -> None:
    """Of 2021 only a published total is known, of 2022 only a computed one: each column stands for itself."""
    answer = await desk.freeze(by="improvement")
    assert answer.status_code == 409
    published = await desk.freeze(
        by="improvement", year=2021, column="published", against={"year": 2020, "framework": "dti-1726"}
    )
    assert published.status_code == 201, published.text
    first = published.json(parse_float=Decimal)["rows"][0]
    assert (first["value"], first["now_value"], first["before_value"]) == (
        Decimal("0.0135"),
        Decimal("0.2849"),
        Decimal("0.2714"),
    )
    assert first["import_id"] != first["before"]["import_id"]
    assert published.json()["certainty"] == "derived"


async def test_by_main_index_and_pillar_of_what_was_published(desk: Desk) -> None:
    for by, value in (("index:9", "0.0392"), ("pillar:government", "0.326986")):
        found = (await desk.freeze(by=by, year=2021, column="published")).json(parse_float=Decimal)
        assert (found["rows"][0]["value"], found["rows"][0]["rank"]) == (Decimal(value), 1)
    of_2022 = await desk.freeze(column="published")
    assert of_2022.status_code == 409  # a rank alone was published, and no value


async def test_the_pages_of_rows_are_the_rows(desk: Desk) -> None:
    (listed,) = (await desk.http.get("/v1/rankings?year=2022")).json()["items"]
    assert listed["row_count"] == listed["ranked"] == 63
    whole = (await desk.http.get(f"/v1/rankings/{listed['id']}")).json()["rows"]
    seen, path = [], f"/v1/rankings/{listed['id']}/rows?limit=20&total=true"
    while path:
        answer = await desk.http.get(path)
        assert answer.json()["total"] == 63
        seen += answer.json()["items"]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == whole
    assert [row["rank"] for row in seen[13:17]] == [14, 15, 15, 17]


async def test_nothing_is_published_on_a_run_that_differs_from_its_replay(
    desk: Desk, computed: None, database_url: str
) -> None:
    ranking = (await desk.freeze()).json()
    owner = await databases.connect(database_url)
    async with owner.transaction():
        await owner.execute("ALTER TABLE run_columns DISABLE TRIGGER USER")
        await owner.execute("UPDATE run_columns SET points[1] = points[1] + 1 WHERE score_column = 'verified'")
        await owner.execute("ALTER TABLE run_columns ENABLE TRIGGER USER")
    await owner.close()
    answer = await desk.publish(ranking["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "drift-found")
    assert ranking["rows"][0]["run_id"] in answer.json()["detail"]
    assert (await desk.http.get(f"/v1/rankings/{ranking['id']}")).status_code == 404


async def test_the_feed_shows_a_ranking_from_its_publication_on(
    desk: Desk, computed: None, database: db.Database
) -> None:
    noted = "SELECT count(*) AS n FROM change_heads WHERE entity = 'ranking' AND id = $1::text::uuid AND NOT gone"
    ranking = (await desk.freeze()).json()["id"]
    assert await database.reader.row("SELECT FROM change_heads WHERE id = $1::text::uuid", ranking) is None
    await desk.publish(ranking)
    assert await database.reader.row(noted, ranking) == {"n": 1}
