"""An assessment with evidence and decisions, computed by the worker's job, for tests of what is read from it."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.scoring_worker import jobs
from shared.assessments import service as assessments
from shared.assessments.service import assessment_id
from shared.kit import db
from shared.kit.clock import FakeClock
from shared.kit.settings import ServiceSettings
from tests import clients

OPEN = assessment_id("dti-922", "tinh-tuyen-quang", 2022)
IMPORTED = assessment_id("dti-922", "tinh-tuyen-quang", 2021)
AGENCY, OTHER = "so-noi-vu", "so-tai-chinh"
_PUBLISH = """
WITH own AS (SELECT * FROM assessments WHERE id = CAST(:like AS uuid)), assessed AS (
    INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)
    SELECT gen_random_uuid(), own.framework_version_id, o.id, own.year, 'imported', own.source_id, 'certain'
    FROM own, organisations o WHERE o.slug = :organisation RETURNING id, source_id
), imported AS (
    INSERT INTO imports (id, assessment_id, imported_by) SELECT gen_random_uuid(), id, 'test' FROM assessed RETURNING id
)
INSERT INTO published_values (id, import_id, node, value, source_id, certainty)
SELECT gen_random_uuid(), imported.id, f.node, f.value, assessed.source_id, 'certain'
FROM imported, assessed, json_to_recordset(CAST(:figures AS json)) AS f (node text, value numeric)
"""

_OPEN_OTHER = (
    "INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty)"
    " SELECT CAST(:id AS uuid), a.framework_version_id, o.id, a.year, 'open', a.source_id, a.certainty"
    " FROM assessments a, organisations o WHERE a.id = CAST(:like AS uuid) AND o.slug = :organisation"
)


@dataclass
class Desk:
    """Both applications, and who calls them."""

    scoring: httpx.AsyncClient
    reporting: httpx.AsyncClient
    tokens: clients.Tokens
    database: db.Database
    clock: FakeClock

    async def post(self, *components: str, org: str = AGENCY, assessment: uuid.UUID = OPEN) -> str:
        """A document for these components; its id."""
        said = json.dumps({"assessment": str(assessment), "components": components, "title": "Tài liệu"})
        answer = await self.reporting.post(
            "/v1/evidence",
            headers=self.tokens.header("reporter", org),
            files={"file": ("a.pdf", b"%PDF-1.7\n" + uuid.uuid4().bytes)},
            data={"metadata": said},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def decide(self, evidence: str, component: str, verdict: str, points: object = None) -> None:
        """A reviewer's decision."""
        body = {"component": component, "verdict": verdict, "points": points, "reason_code": "other"}
        said = {key: value for key, value in body.items() if value is not None}
        headers = self.tokens.header("reviewer")
        answer = await self.reporting.post(f"/v1/evidence/{evidence}/decisions", headers=headers, json=said)
        assert answer.status_code in (200, 201), answer.text

    async def claim(self, component: str, points: object) -> None:
        """An agency's claim."""
        answer = await self.scoring.put(
            f"/v1/assessments/{OPEN}/claims/{component}",
            headers=self.tokens.header("reporter", AGENCY),
            json={"points": points},
        )
        assert answer.status_code == 200, answer.text

    async def compute(self, assessment: uuid.UUID = OPEN) -> None:
        """Compute what is wanted."""
        row = await self.database.reader.row(
            "SELECT version FROM assessment_versions WHERE assessment_id = $1", assessment
        )
        await jobs.compute(jobs.context(self.database, self.clock), str(assessment), str((row or {})["version"]))

    async def get(self, path: str, role: str = "reporter", org: str = AGENCY) -> Any:
        """A successful GET with exact numbers."""
        answer = await self.scoring.get(path, headers=self.tokens.header(role, org))
        assert answer.status_code == 200, answer.text
        return json.loads(answer.content, parse_float=Decimal)

    async def ask(self, path: str, body: Any, role: str = "reporter", org: str = AGENCY) -> httpx.Response:
        """A POST that asks."""
        return await self.scoring.post(path, headers=self.tokens.header(role, org), json=body)

    async def scores(self) -> Any:
        """What GET scores says."""
        return await self.get(f"/v1/assessments/{OPEN}/scores")

    async def publish(self, organisation: str, figures: Mapping[str, str], like: uuid.UUID = OPEN) -> None:
        """Published figures of another province under the same framework and year."""
        rows = json.dumps([{"node": node, "value": value} for node, value in figures.items()])
        async with self.database.transaction() as session:
            await db.execute(session, _PUBLISH, like=str(like), organisation=organisation, figures=rows)

    async def open_other(self, organisation: str) -> uuid.UUID:
        """Another province's open assessment under the same framework and year; its id."""
        made = uuid.uuid4()
        async with self.database.transaction() as session:
            await db.execute(session, _OPEN_OTHER, id=str(made), like=str(OPEN), organisation=organisation)
            await assessments.open_new(session)
        return made

    async def rows(self) -> dict[str, int]:
        """Rows of every table, counted."""
        names = await self.database.reader.rows(
            "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' ORDER BY 1"
        )
        counts = [f"SELECT '{row['name']}' AS name, count(*) AS n FROM {row['name']}" for row in names]
        return {row["name"]: row["n"] for row in await self.database.reader.rows(" UNION ALL ".join(counts))}


@asynccontextmanager
async def desk(
    configured: ServiceSettings, tokens: clients.Tokens, database: db.Database, clock: FakeClock
) -> AsyncIterator[Desk]:
    """Both applications, running."""
    async with (
        clients.client(scoring_api, configured) as scoring,
        clients.client(reporting_api, configured) as reporting,
    ):
        for one in (scoring, reporting):
            one.headers["Accept-Language"] = "en"
        yield Desk(scoring, reporting, tokens, database, clock)
