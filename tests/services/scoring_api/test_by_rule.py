"""Claims and decisions by the values of each kind of rule, over HTTP, until the figures are shown and explained."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import jobs
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients
from tests.services.scoring_api import ruled

AGENCY = "so-noi-vu"


class Desk:
    """An agency that claims and posts, a reviewer who decides, and the worker."""

    def __init__(
        self,
        reporting: httpx.AsyncClient,
        scoring: httpx.AsyncClient,
        tokens: clients.Tokens,
        context: dict[str, Any],
        of: uuid.UUID,
    ) -> None:
        self._reporting, self._scoring, self._tokens, self._context, self._of = reporting, scoring, tokens, context, of

    async def claim(self, code: str, **said: Any) -> httpx.Response:
        """A claim by the agency."""
        path = f"/v1/assessments/{self._of}/claims/{code}"
        return await self._scoring.put(path, json=said, headers=self.by("reporter"))

    async def post(self, *codes: str) -> str:
        """A document for components; its id."""
        metadata = {"assessment": str(self._of), "components": codes, "title": "Tài liệu"}
        answer = await self._reporting.post(
            "/v1/evidence",
            files={"file": ("a.pdf", b"%PDF-1.7\n" + uuid.uuid4().bytes)},
            data={"metadata": json.dumps(metadata)},
            headers=self.by("reporter"),
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def decide(self, evidence: str, **said: Any) -> httpx.Response:
        """A decision by the reviewer."""
        path = f"/v1/evidence/{evidence}/decisions"
        return await self._reporting.post(
            path, json=said, headers=self._tokens.header("reviewer") | {"Accept-Language": "en"}
        )

    async def shown(self, code: str) -> dict[str, Any]:
        """Both columns of a component, computed."""
        scores = await self._scores()
        return {
            column: next(one for one in scores[column]["components"] if one["code"] == code)
            for column in ("self", "verified")
        }

    async def points(self, code: str) -> list[Any]:
        """Self and verified points."""
        shown = await self.shown(code)
        return [shown["self"]["points"], shown["verified"]["points"]]

    async def explain(self, score: str) -> Any:
        """Where a figure comes from."""
        answer = await self._scoring.get(f"/v1/scores/{score}/explain", headers=self.by("reporter"))
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    async def _scores(self) -> Any:
        path = f"/v1/assessments/{self._of}/scores"
        before = await self._scoring.get(path, headers=self.by("reporter"))
        await jobs.compute(self._context, str(self._of), str(before.json()["assessment_version"]))
        return json.loads((await self._scoring.get(path, headers=self.by("reporter"))).text, parse_float=Decimal)

    def by(self, role: str) -> dict[str, str]:
        """As somebody of the agency."""
        return self._tokens.header(role, AGENCY) | {"Accept-Language": "en"}


@pytest.fixture
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """The whole application over a framework with a component of every kind."""
    await ruled.install(database)
    of = await ruled.open_assessment(database)
    async with (
        clients.client(reporting_api, configured) as reporting,
        clients.client(scoring_api, configured) as scoring,
    ):
        yield Desk(reporting, scoring, tokens, jobs.context(database, clock), of)


@pytest.mark.parametrize(
    ("code", "values", "points"),
    [
        ("1.1", {"met": True}, 10),
        ("1.2", {"step": "deputy"}, 5),
        ("1.3", {"numerator": 1, "denominator": 3}, Decimal("3.333333")),
        ("1.4", {"value": 3}, 15),
        ("2.1", {"parts": {"attends": {"met": True}, "chairs": {"value": 2}}}, 6),
    ],
)
async def test_a_claim_earns_by_its_rule(desk: Desk, code: str, values: Any, points: Any) -> None:
    claimed = await desk.claim(code, values=values)
    assert claimed.status_code == 200, claimed.text
    assert Decimal(str(claimed.json()["points"])) == points
    assert await desk.points(code) == [points, 0]


@pytest.mark.parametrize(
    ("code", "said", "field", "problem"),
    [
        ("1.3", {"values": {"numerator": 3, "denominator": 0}}, "values.denominator", "denominator_zero"),
        ("1.3", {"values": {"numerator": 5, "denominator": 4}}, "values.numerator", "numerator_exceeds_denominator"),
        ("1.3", {"points": 5}, "values.numerator", "missing"),
        ("1.3", {"values": {"numerator": 1, "denominator": 2}, "points": 4}, "points", "contradiction"),
        ("1.2", {"values": {"step": "boss"}}, "values.step", "enum"),
        ("2.1", {"values": {"parts": {"sings": {"met": True}}}}, "values.parts.sings", "unknown"),
        ("2.3", {"values": {"points": 5}}, "values", "unknown"),
        ("2.3", {}, "points", "missing"),
        ("2.3", {"points": 10.5}, "points", "less_than_equal"),
        ("3.1", {"points": 0}, "component", "not_scored"),
        ("7.12", {"points": 1}, "component", "unknown"),
    ],
)
async def test_a_claim_that_cannot_be_is_refused_by_field(
    desk: Desk, code: str, said: dict[str, Any], field: str, problem: str
) -> None:
    refused = await desk.claim(code, **said)
    assert refused.status_code == 422, refused.text
    (found, *_) = refused.json()["errors"]
    assert (found["field"], found["code"]) == (field, problem)


async def test_nothing_to_measure_is_null_in_every_column_and_said(desk: Desk) -> None:
    nothing = {"numerator": 0, "denominator": 0}
    claimed = await desk.claim("1.3", values=nothing)
    assert (claimed.status_code, claimed.json()["points"]) == (200, None)
    decided = await desk.decide(await desk.post("1.3"), verdict="accept")
    assert (decided.status_code, decided.json()["values"]) == (201, nothing)
    for shown in (await desk.shown("1.3")).values():
        assert (shown["points"], shown["value"], shown["not_determinable"]) == (None, None, True)


async def test_accept_rests_on_the_decisions_values_else_on_the_claims(desk: Desk) -> None:
    evidence = await desk.post("1.3")
    missing = await desk.decide(evidence, verdict="accept")
    assert [(one["field"], one["code"]) for one in missing.json()["errors"]] == [
        ("values.numerator", "missing"),
        ("values.denominator", "missing"),
    ]
    await desk.claim("1.3", values={"numerator": 3, "denominator": 4})
    rested = await desk.decide(evidence, verdict="accept")
    assert (rested.status_code, rested.json()["points"]) == (201, 7.5)
    await desk.claim("1.3", values={"numerator": 4, "denominator": 4})
    assert await desk.points("1.3") == [10, Decimal("7.5")]  # what was decided stays decided
    corrected = await desk.decide(
        evidence, verdict="partial", values={"numerator": 1, "denominator": 4}, reason_code="figures_differ"
    )
    assert corrected.status_code == 201, corrected.text
    assert await desk.points("1.3") == [10, Decimal("2.5")]
    why = await desk.explain((await desk.shown("1.3"))["verified"]["score_id"])
    assert why["rule"]["numerator"]["unit"] == "văn bản"
    assert why["basis"]["how"] == {"ratio": "0.25", "share": "0.25"}
    assert why["inputs"]["claims"][0]["values"] == {"numerator": 4, "denominator": 4}
    assert why["inputs"]["evidence"][0]["decision"]["values"] == {"numerator": 1, "denominator": 4}


async def test_parts_are_decided_one_by_one_and_add_up(desk: Desk) -> None:
    await desk.claim("2.1", values={"parts": {"attends": {"met": True}, "chairs": {"value": 4}}})
    minutes, decision = await desk.post("2.1"), await desk.post("2.1")
    unsaid = await desk.decide(minutes, verdict="accept")
    assert unsaid.json()["errors"][0]["field"] == "part"
    one = await desk.decide(minutes, verdict="accept", part="attends")
    assert (one.json()["part"], one.json()["points"]) == ("attends", 4)
    two = await desk.decide(decision, verdict="accept", part="chairs", values={"value": 3})
    assert (two.json()["part"], two.json()["points"]) == ("chairs", 3)
    assert await desk.points("2.1") == [8, 7]
    again = await desk.decide(minutes, verdict="reject", part="attends", reason_code="insufficient")
    assert again.status_code == 201, again.text
    assert await desk.points("2.1") == [8, 3]
    why = await desk.explain((await desk.shown("2.1"))["verified"]["score_id"])
    assert why["columns"]["difference"] == -5
    assert set(why["columns"]["decisions"]) == {again.json()["id"], two.json()["id"]}
    assert why["columns"]["claim"] == why["inputs"]["claims"][0]["id"]
    assert why["columns"]["published"] is None
    assert {piece["decision"]["part"] for piece in why["inputs"]["evidence"]} == {"attends", "chairs"}
    stray = await desk.decide(await desk.post("2.3"), verdict="accept", part="attends")
    assert stray.json()["errors"][0]["field"] == "part"


@pytest.mark.parametrize(
    ("code", "said", "field"),
    [
        ("1.1", {"verdict": "partial", "reason_code": "other"}, "verdict"),
        ("1.1", {"verdict": "accept", "values": {"met": False}}, "values.met"),
        ("1.3", {"verdict": "partial", "reason_code": "other"}, "values.numerator"),
        ("1.3", {"verdict": "partial", "reason_code": "other", "values": {"numerator": 1, "denominator": 1}}, "values"),
        ("1.3", {"verdict": "accept", "values": {"numerator": 2, "denominator": 1}}, "values.numerator"),
        ("1.3", {"verdict": "accept", "values": {"numerator": 2, "denominator": 0}}, "values.denominator"),
        ("1.3", {"verdict": "reject", "reason_code": "other", "values": {"numerator": 1, "denominator": 2}}, "values"),
        ("2.3", {"verdict": "accept", "values": {"met": True}}, "values"),
        ("2.3", {"verdict": "accept", "revision": 2}, "revision"),
    ],
)
async def test_a_decision_that_cannot_be_is_refused_by_field(
    desk: Desk, code: str, said: dict[str, Any], field: str
) -> None:
    refused = await desk.decide(await desk.post(code), **said)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["field"] == field


async def test_a_superseded_revision_is_not_decided_on(desk: Desk, database: db.Database) -> None:
    evidence = await desk.post("2.3")
    async with database.transaction() as session:
        await db.execute(
            session,
            "WITH next AS (INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type,"
            " size_bytes, sha256, submitted_by) SELECT gen_random_uuid(), evidence_id, 2, title, file_name, media_type,"
            " size_bytes, sha256, submitted_by FROM evidence_revisions WHERE evidence_id = CAST(:id AS uuid)"
            " RETURNING id) INSERT INTO evidence_components (revision_id, component_id) SELECT next.id, k.component_id"
            " FROM next, evidence_components k",
            id=evidence,
        )
    stale = await desk.decide(evidence, verdict="accept", revision=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "revision-superseded")
    assert "revision 2" in stale.json()["detail"]
    assert (await desk.decide(evidence, verdict="accept", revision=2)).status_code == 201
