"""A framework gets its next version: new runs beside the old ones, and what was decided before counts as it may."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app
from services.scoring_worker import jobs
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients, successor
from tests.services.gateway import contract
from tests.successor import Annex

AGENCY = "dai-phat-thanh-truyen-hinh-tinh"
OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
PDF = b"%PDF-1.7\n% chuyen muc\n"
PARTIAL = {"verdict": "partial", "points": 4, "reason_code": "insufficient"}


@dataclass
class Province:
    """An agency posts, the department decides, the worker computes, and everybody reads."""

    scoring: httpx.AsyncClient
    reporting: httpx.AsyncClient
    database: db.Database
    clock: FakeClock
    tokens: clients.Tokens

    async def post(self, *codes: str) -> str:
        """A document for components; its id."""
        metadata = {"assessment": str(OPEN), "components": list(codes), "title": "Chuyên mục"}
        answer = await self.reporting.post(
            "/v1/evidence",
            headers=self.tokens.header("reporter", AGENCY),
            files={"file": ("a.pdf", PDF)},
            data={"metadata": json.dumps(metadata)},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def decide(self, evidence: str, body: dict[str, Any]) -> httpx.Response:
        """A decision of the department."""
        headers = self.tokens.header("reviewer")
        return await self.reporting.post(f"/v1/evidence/{evidence}/decisions", headers=headers, json=body)

    async def claim(self, code: str, points: int) -> None:
        """A claim of the agency."""
        headers = self.tokens.header("reporter", AGENCY)
        path = f"/v1/assessments/{OPEN}/claims/{code}"
        answer = await self.scoring.put(path, headers=headers, json={"points": points})
        assert answer.status_code == 200, answer.text

    async def compute(self) -> None:
        """Whatever was asked for is computed."""
        row = await self.database.reader.row("SELECT version FROM assessment_versions WHERE assessment_id = $1", OPEN)
        assert row is not None
        await jobs.compute(jobs.context(self.database, self.clock), str(OPEN), str(row["version"]))

    async def publish(self, annex: Annex) -> None:
        """The next version is published."""
        async with self.database.transaction() as session:
            number = (
                await db.fetch(
                    session,
                    "SELECT max(version) AS n FROM framework_versions v JOIN frameworks f"
                    " ON f.id = v.framework_id WHERE f.slug = 'dti-922'",
                )
            )[0]["n"]
            version = await successor.draft(session, annex, before=number)
            await successor.publish(session, self.clock, version)

    async def get(self, path: str, role: str = "coordinator") -> Any:
        """What somebody of the department reads."""
        answer = await self.scoring.get(path, headers=self.tokens.header(role))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def scores(self, version: int | None = None) -> Any:
        """The scores, at the head or under a version."""
        return await self.get(f"/v1/assessments/{OPEN}/scores" + (f"?framework_version={version}" if version else ""))


def component(scores: Any, column: str, code: str) -> dict[str, Any]:
    """One component of a column."""
    found: dict[str, Any] = next(row for row in scores[column]["components"] if row["code"] == code)
    return found


@pytest.fixture
async def province(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Province]:
    """Both applications and the worker."""
    async with (
        clients.client(create_app, configured) as scoring,
        clients.client(reporting_api, configured) as reporting,
    ):
        yield Province(scoring, reporting, database, clock, tokens)


async def test_both_versions_stand_side_by_side(province: Province) -> None:
    await province.decide(await province.post("1.7"), PARTIAL)
    await province.decide(await province.post("1.8"), {"verdict": "accept"})
    await province.claim("1.7", 5)
    await province.compute()
    before = await province.scores()
    assert (before["framework_version"], before["current_framework_version"]) == (1, 1)
    await province.publish(Annex(maxima={"1.7": "20", "1.8": "5", "1.1": "5"}))

    waiting = await province.scores()
    assert (waiting["framework_version"], waiting["current_framework_version"], waiting["pending"]) == (1, 2, True)
    await province.compute()
    after = await province.scores()
    assert (after["framework_version"], after["current_framework_version"], after["pending"]) == (2, 2, False)
    assert after["run_id"] != before["run_id"]
    shown = component(after, "verified", "1.7")
    assert (shown["points"], shown["max_points"], shown["certainty"]) == (8, 20, "certain")
    assert component(after, "self", "1.7")["points"] == 10
    assert component(after, "verified", "1.8")["points"] == 5

    old = await province.scores(1)
    assert old == {
        **before,
        "assessment_version": after["assessment_version"],
        "current_framework_version": 2,
        "pending": False,
    }
    assert await province.scores(2) == after
    why = await province.get(f"/v1/scores/{component(old, 'verified', '1.7')['score_id']}/explain")
    assert (why["points"], why["max_points"], why["run"]["is_current"]) == (4, 10, False)
    assert why["run"]["framework_version"] == 1
    assert why["component"]["max_points"] == 10
    why = await province.get(f"/v1/scores/{shown['score_id']}/explain")
    assert (why["component"]["max_points"], why["run"]["framework_version"]) == (20, 2)
    decided = why["inputs"]["evidence"][0]["decision"]
    assert (decided["points"], decided["max_points"]) == (4, 10)
    assert why["basis"]["how"]["carried"] == {"points": "4", "max_points": "10"}


async def test_a_version_that_there_is_not_is_refused(province: Province) -> None:
    headers = province.tokens.header("coordinator") | {"Accept-Language": "en"}
    answer = await province.scoring.get(f"/v1/assessments/{OPEN}/scores?framework_version=2", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "no-such-version")
    assert [error["field"] for error in answer.json()["errors"]] == ["framework_version"]


async def test_decisions_and_claims_go_on_under_the_new_version(province: Province) -> None:
    """A document of before serves the successor of its component, and a new decision on it holds there alone."""
    evidence = await province.post("1.7")
    await province.decide(evidence, PARTIAL)
    await province.compute()
    await province.publish(Annex(maxima={"1.17": "20"}, renamed={"1.7": "1.17"}, stated=[("1.7", "1.17")]))
    listed = await province.reporting.get(f"/v1/evidence/{evidence}", headers=province.tokens.header("reviewer"))
    (served,) = listed.json()["components"]
    assert (served["code"], served["status"], served["decision"]["points"]) == ("1.17", "partial", 4)
    answer = await province.decide(evidence, {**PARTIAL, "points": 15, "component": "1.17"})
    assert (answer.status_code, answer.json()["component"]) == (201, "1.17")
    await province.claim("1.17", 18)
    await province.compute()
    after = await province.scores()
    assert component(after, "verified", "1.17")["points"] == 15
    assert component(after, "self", "1.17")["points"] == 18
    assert component(await province.scores(1), "verified", "1.7")["points"] == 4
    for code in ("1.7", "1.17"):
        path = f"/v1/evidence?component={code}"
        found = await province.reporting.get(path, headers=province.tokens.header("reviewer"))
        assert [row["id"] for row in found.json()["items"]] == [evidence]


async def test_a_claim_of_before_is_the_one_to_be_replaced(province: Province) -> None:
    headers = province.tokens.header("reporter", AGENCY)
    path = f"/v1/assessments/{OPEN}/claims"
    first = await province.scoring.put(f"{path}/1.7", headers=headers, json={"points": 5})
    await province.publish(Annex(renamed={"1.7": "1.17"}, maxima={"1.17": "20"}, stated=[("1.7", "1.17")]))
    known = headers | {"If-Match": first.headers["ETag"]}
    second = await province.scoring.put(f"{path}/1.17", headers=known, json={"points": 15})
    assert second.status_code == 200, second.text
    assert (await province.scoring.put(f"{path}/1.17", headers=known, json={"points": 16})).status_code == 412
    assert (await province.scoring.put(f"{path}/1.7", headers=headers, json={"points": 1})).status_code == 422


async def _redecisions(province: Province, role: str = "reviewer", **query: str) -> Any:
    answer = await province.scoring.get(
        f"/v1/assessments/{OPEN}/redecisions", params=query, headers=province.tokens.header(role, org_of(role))
    )
    assert answer.status_code == 200, answer.text
    contract.check(answer.json(), contract.schema_of("list_redecisions"))
    return answer.json()


def org_of(role: str) -> str:
    """The agency's people and the department's."""
    return AGENCY if role in ("reporter", "approver") else clients.DEPARTMENT


async def test_what_is_to_be_decided_again_is_listed_until_it_is(province: Province) -> None:
    partial, other = await province.post("1.7"), await province.post("1.7")
    await province.decide(partial, PARTIAL)
    await province.decide(other, {"verdict": "reject", "reason_code": "other"})
    await province.decide(await province.post("1.8"), {"verdict": "accept"})
    await province.decide(await province.post("1.9"), {"verdict": "accept"})
    await province.decide(await province.post("1.10"), PARTIAL)
    split = await province.post("1.6")
    await province.decide(split, PARTIAL)
    assert (await _redecisions(province))["items"] == []
    by_inputs = {"kind": "ratio", "numerator": {"name": "a", "unit": "xã"}, "denominator": {"name": "b", "unit": "xã"}}
    await province.publish(
        Annex(
            maxima={"1.7": "20", "1.8": "20", "1.9": "20", "1.6": "4", "1.16": "6"},
            rules={"1.9": by_inputs},
            added={"1.16": 1},
            stated=[("1.6", "1.6"), ("1.6", "1.16")],
        )
    )
    await province.compute()
    listed = (await _redecisions(province, total="true"))["items"]
    assert [(row["component"]["code"], row["reason"], row["carried_points"]) for row in listed] == [
        ("1.6", "regrouped", None),
        ("1.7", "maximum", 8),
        ("1.9", "rule", 20),
        ("1.16", "regrouped", None),
    ]
    assert [row["evidence"] for row in listed[:2]] == [split, partial]
    assert listed[1]["decision"] | {"id": "", "decided_at": ""} == {
        "id": "",
        "framework_version": 1,
        "component": "1.7",
        "part": None,
        "verdict": "partial",
        "points": 4,
        "max_points": 10,
        "decided_at": "",
    }
    scores = await province.scores()
    for row in listed:
        shown = component(scores, "verified", row["component"]["code"])["points"]
        assert shown == (row["carried_points"] or 0), row["component"]
    pages = [(await _redecisions(province, limit="3"))]
    pages.append(await _redecisions(province, limit="3", cursor=pages[0]["next"]))
    assert [row for page in pages for row in page["items"]] == listed
    assert len(pages[1]["items"]) == 1

    await province.decide(partial, {**PARTIAL, "points": 11})
    await province.decide(split, {"verdict": "accept", "component": "1.16"})
    left = (await _redecisions(province))["items"]
    assert [row["component"]["code"] for row in left] == ["1.6", "1.9"]
    await province.compute()
    assert component(await province.scores(), "verified", "1.7")["points"] == 11


async def test_everybody_sees_what_is_to_be_decided_again_on_their_own_papers(province: Province) -> None:
    await province.decide(await province.post("1.7"), PARTIAL)
    await province.publish(Annex(maxima={"1.7": "20"}))
    assert len((await _redecisions(province, "reporter"))["items"]) == 1
    stranger = province.tokens.header("reporter", "so-tai-chinh")
    answer = await province.scoring.get(f"/v1/assessments/{OPEN}/redecisions", headers=stranger)
    assert answer.json()["items"] == []
    nobody = await province.scoring.get(f"/v1/assessments/{uuid.UUID(int=0)}/redecisions", headers=stranger)
    assert nobody.status_code == 404


async def test_of_a_closed_assessment_nothing_is_to_be_done(province: Province) -> None:
    """What was carried and what was never decided stays as it is there: only an appeal leads to another decision."""
    decided, waiting = await province.post("1.7"), await province.post("1.8")
    await province.decide(decided, PARTIAL)
    await province.publish(Annex(maxima={"1.7": "20"}))
    assert [row["evidence"] for row in (await _redecisions(province))["items"]] == [decided]
    assert await _undecided(province) == [waiting]
    coordinator = province.tokens.header("coordinator")
    closed = await province.scoring.post(f"/v1/assessments/{OPEN}/close", json={}, headers=coordinator)
    assert closed.status_code == 200, closed.text
    for evidence in (decided, waiting):
        refused = await province.decide(evidence, {"verdict": "accept"})
        assert (refused.status_code, refused.json()["code"]) == (409, "assessment-closed")
    listed = await _redecisions(province, total="true")
    assert (listed["items"], listed["next"], listed["total"]) == ([], None, 0)
    assert await _undecided(province) == []
    await province.compute()
    assert component(await province.scores(), "verified", "1.7")["points"] == 8


async def _undecided(province: Province) -> list[str]:
    answer = await province.reporting.get(
        "/v1/evidence", params={"undecided": "true", "total": "true"}, headers=province.tokens.header("reviewer")
    )
    assert answer.status_code == 200, answer.text
    found = [str(row["id"]) for row in answer.json()["items"]]
    assert answer.json()["total"] == len(found)
    return found


async def test_a_draft_shows_what_its_publication_brings(province: Province) -> None:
    """The preview is held against what publishing that very draft does."""
    await province.decide(await province.post("1.7"), PARTIAL)
    await province.decide(await province.post("1.8", "1.9"), {"verdict": "accept", "component": "1.8"})
    await province.decide(await province.post("1.6"), PARTIAL)
    await province.decide(await province.post("2.1"), {"verdict": "accept"})
    await province.claim("1.7", 5)
    await province.claim("1.6", 5)
    await province.compute()
    before = await province.scores()
    annex = Annex(
        maxima={"1.17": "20", "1.8": "15", "1.6": "1", "1.16": "9"},
        renamed={"1.7": "1.17"},
        added={"1.16": 1},
        dropped=["2.1"],
        stated=[("1.7", "1.17"), ("1.6", "1.6"), ("1.6", "1.16")],
    )
    async with province.database.transaction() as session:
        version = await successor.draft(session, annex)
    counts = await _rows(province)
    path = "/v1/frameworks/dti-922/versions/2/preview"
    listed = await province.get(path)
    contract.check(listed, contract.schema_of("preview_framework_version"))
    told = (await province.get(f"{path}?assessment={OPEN}"))["items"][0]
    assert await _rows(province) == counts
    assert listed["items"] == [{key: value for key, value in told.items() if key != "components"}]
    assert listed["replaces_version"] == 1
    relations = {line["relation"] for line in listed["crosswalk"]["lines"]}
    assert relations == {"carried", "split", "lost"}
    assert (told["carried"], told["documents_lost"], told["undecided"]) == (2, 1, 2)
    assert told["today"]["verified"]["points"] == before["verified"]["points"]

    async with province.database.transaction() as session:
        await successor.publish(session, province.clock, version)
    await province.compute()
    after = await province.scores()
    for column in ("self", "verified"):
        for name in ("points", "max_points", "certainty"):
            assert told["under_draft"][column][name] == after[column][name]
        shown = {row["code"]: row["points"] for row in after[column]["components"]}
        assert {row["code"]: row["under_draft"][column]["points"] for row in told["components"]} == shown
    (renamed,) = [row for row in told["components"] if row["code"] == "1.17"]
    assert (renamed["code_today"], renamed["carried"]) == ("1.7", True)
    assert renamed["today"]["verified"]["points"] == 4
    refused = await province.scoring.get(path, headers=province.tokens.header("coordinator"))
    assert (refused.status_code, refused.json()["code"]) == (409, "not-a-draft")


async def test_a_draft_without_a_maximum_is_not_computed(province: Province) -> None:
    async with province.database.transaction() as session:
        version = await successor.draft(session, Annex())
        await db.execute(
            session,
            "UPDATE components SET max_points = NULL, max_points_certainty = 'unknown'"
            " WHERE framework_version_id = :id AND code = '1.7'",
            id=version,
        )
    headers = province.tokens.header("coordinator")
    answer = await province.scoring.get("/v1/frameworks/dti-922/versions/2/preview", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "draft-not-computable")
    assert [error["field"] for error in answer.json()["errors"]] == ["components.1.7.max_points"]
    missing = await province.scoring.get("/v1/frameworks/dti-922/versions/3/preview", headers=headers)
    assert missing.status_code == 404


async def _rows(province: Province) -> Any:
    tables = ("runs", "assessment_versions", "outbox", "component_successions", "audit_entries", "claims", "decisions")
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)
    return await province.database.reader.row(f"SELECT {counts}")
