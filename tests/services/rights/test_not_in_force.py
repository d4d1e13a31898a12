"""For an organisation that was merged away, or is not founded yet, nobody writes or signs, whatever a token says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from shared.identity import access, rights
from shared.identity.values import Principal
from shared.kit import callers, db
from tests import servers
from tests.services.rights.scene import OPEN, OTHER, PDF, Caller, Scene, content, scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = dt.date(2022, 6, 1)  # the scene's
TASK = {"task": "187.2.1.02"}
IMPORTS = (
    *(("measurement", "reporter"), ("spending", "reporter"), ("organisation", "admin")),
    *((one, "coordinator") for one in ("task", "framework", "result")),
)
REPORTER, HEAD = Caller("reporter", OTHER, person="author"), Caller("approver", OTHER, person="signer")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def on(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """An organisation with evidence, a draft and an obligation."""
    async with scene(module_database_url, server_urls.redis, tmp_path_factory.mktemp("not-in-force")) as prepared:
        for kind, state in (("evidence", "undecided"), ("report", "draft"), ("obligation", "owed")):
            prepared.ids[kind, state, OTHER] = await prepared.fresh(kind, state, OTHER)
        yield prepared


async def in_force(on: Scene, first: str, until: str) -> None:
    """Say from which day on, and until before which, the organisation is in force."""
    async with on.system.transaction() as session:
        await db.execute(
            session,
            "UPDATE organisation_versions SET superseded_at = clock_timestamp() WHERE superseded_at = 'infinity'"
            " AND organisation_id = (SELECT id FROM organisations WHERE slug = :slug)",
            slug=OTHER,
        )
        await db.execute(
            session,
            "INSERT INTO organisation_versions SELECT (jsonb_populate_record(v, jsonb_build_object("
            "'id', gen_random_uuid(), 'valid_from', CAST(:first AS text), 'valid_to', CAST(:until AS text),"
            " 'recorded_at', v.superseded_at, 'superseded_at', 'infinity'))).*"
            " FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id"
            " WHERE o.slug = :slug ORDER BY v.superseded_at DESC LIMIT 1",
            slug=OTHER,
            first=first,
            until=until,
        )


def attempts(on: Scene) -> dict[str, tuple[Caller, dict[str, Any]]]:
    """A whole and right request of everything that an organisation writes."""
    metadata = {"assessment": str(OPEN), "components": ["1.7"], "title": "x"}
    report, stale = {"report": on.ids["report", "draft", OTHER]}, {"If-Match": '"1"'}
    return {
        "post_evidence": (REPORTER, {"files": {"file": ("a.pdf", PDF)}, "data": {"metadata": json.dumps(metadata)}}),
        "withdraw_evidence": (REPORTER, {"at": {"evidence": on.ids["evidence", "undecided", OTHER]}}),
        "put_claim": (REPORTER, {"at": {"assessment": str(OPEN), "component": "1.7"}, "json": {"points": 1}}),
        "draft_report": (REPORTER, {"json": {"obligation": on.ids["obligation", "owed", OTHER], **content("x")}}),
        "revise_report": (REPORTER, {"at": report, "headers": stale, "json": content("x")}),
        "submit_report": (HEAD, {"at": report}),
        **{f"cancel_{one}_import": (Caller(role, OTHER), {"at": {"import": str(OPEN)}}) for one, role in IMPORTS},
        "import_framework_annex": (Caller("coordinator", OTHER), {"at": {"framework": "dti-922"}, "json": []}),
        "import_results": (Caller("coordinator", OTHER), {"json": []}),
        "make_appeal": (
            HEAD,
            {"at": {"assessment": str(OPEN)}, "json": {"component": "1.7", "grounds": "x"}},
        ),
        "import_tasks": (Caller("coordinator", OTHER), {"json": []}),
        "import_organisations": (Caller("admin", OTHER), {"json": []}),
        "report_task_progress": (REPORTER, {"at": TASK, "json": {"percent": 5}}),
        "post_deliverable": (
            REPORTER,
            {"at": TASK, "files": {"file": ("a.pdf", PDF)}, "data": {"metadata": json.dumps({"title": "x"})}},
        ),
        "post_deliverable_evidence": (REPORTER, {"at": TASK, "json": {"evidence": str(OPEN)}}),
        "record_spending": (REPORTER, {"json": {"year": 2022, "areas": [{"area": "digital_society", "total": 1}]}}),
        "import_spending": (REPORTER, {"json": [{"year": 2022, "area": "digital_society", "total": 1}]}),
        "import_measurements": (REPORTER, {"files": {"file": ("a.csv", "target\nKTS.01\n")}}),
        "record_measurements": (REPORTER, {"json": {"target": "KTS.01", "measured_on": "2022-05-31", "value": 1}}),
    }


@pytest.mark.parametrize(("first", "until"), [("-infinity", "2022-06-01"), ("2022-06-02", "infinity")])
async def test_nobody_writes_for_it(on: Scene, first: str, until: str) -> None:
    await in_force(on, first, until)
    tried = attempts(on)
    assert tried.keys() == {name for name, rule in access.OPERATIONS.items() if rule.writes}
    for name, (caller, sent) in tried.items():
        answer = await on.call(name, caller, **sent)
        assert (answer.status_code, answer.json().get("code")) == (403, "organisation-not-in-force"), name
    for name in ("list_evidence", "list_reports"):
        assert len((await on.call(name, HEAD)).json()["items"]) == 1, "what it left is still read"


async def test_postgresql_takes_nothing_for_it(on: Scene, module_database_url: str) -> None:
    statement = (
        "INSERT INTO evidence (id, assessment_id, organisation_id) SELECT gen_random_uuid(), CAST(:open AS uuid), id"
        " FROM organisations WHERE slug = :slug"
    )
    who = Principal("x", "tests", OTHER, frozenset({"reporter"}), frozenset(), "t", 0, 0)
    asked = db.Database(module_database_url, pool_size=1)

    async def post() -> None:
        with callers.asking(rights.setting(who, DAY)):
            async with asked.transaction() as session:
                await db.execute(session, statement, open=str(OPEN), slug=OTHER)

    await in_force(on, "-infinity", "2022-06-02")
    await post()
    await in_force(on, "-infinity", "2022-06-01")
    with pytest.raises(DBAPIError, match="row-level security"):
        await post()
    await asked.close()
