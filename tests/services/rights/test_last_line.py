"""PostgreSQL itself shows and takes what the written table lets a caller read and write, whatever SQL forgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from shared.identity import access, relations, rights
from shared.identity.values import Principal
from shared.kit import callers, db
from tests import servers
from tests.services.rights import cells
from tests.services.rights.scene import (
    AGENCY,
    CENTRE,
    OLD,
    OPEN,
    OTHER,
    PROVINCE,
    STRANGER,
    Caller,
    Scene,
    scene,
    succeed,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = dt.date(2022, 6, 1)
# What everybody may read, or what holds nothing of one organisation. A new table is guarded, or stands here.
OPEN_TABLES = {
    *("spending_areas", "spending_asks", "spending_shares"),
    *("standing_duties", "standing_duties_past", "standing_duty_parties", "standing_duty_parties_past"),
    *("alembic_version", "outbox", "worker_heartbeats", "sources", "legal_documents_past"),
    *("organisations", "organisation_versions", "organisation_duties", "organisation_groups"),
    *("organisation_group_members", "organisation_register", "organisation_successions"),
    *("target_sets", "target_sets_past", "target_set_members", "target_set_members_past"),
    *("organisation_changes", "organisation_change_parts", "organisation_register_past"),
    *("organisation_version_statements", "organisation_duty_statements", "organisation_member_statements"),
    *("targets_past", "task_groups", "budget_lines", "tasks"),
    *("tasks_past", "task_parties", "task_passings", "task_dependencies", "task_targets", "task_budget"),
    *("task_statuses", "task_progress"),
    *("organisation_identifiers", "hierarchies", "organisation_placements"),
    "organisation_placement_statements",
    "framework_constraints",
    *("assessment_versions",),
    *("reporting_regimes", "regime_reporters", "run_structures", "run_layouts"),
    # Hashes and places, nothing of what was said or changed.
    *("audit_unsealed", "audit_seals", "audit_standing", "change_horizon", "change_epochs"),
    *("change_heads", "change_departures"),
    # Asked before anybody is known: who is let in, and who acts for whom.
    *("revocations", "role_assignments", "delegations"),
    # One caller's rows, found by whose they are.
    *("change_exports", "change_export_parts"),
}
# Whose each row is, as the system sees it: (key of the row, statement that gives key, owner and kind of each).
_BY_EVIDENCE = "JOIN evidence e ON e.id = r.evidence_id JOIN organisations o ON o.id = e.organisation_id"
_BY_SLUG = "JOIN organisations o ON o.slug = organisation"
_BY_REPORT = "JOIN obligations b ON b.id = p.obligation_id JOIN organisations o ON o.id = b.organisation_id"
_ROUND_KEY, _ROUND_KIND = (
    "x.report_id || ' ' || x.round",
    "CASE WHEN x.submitted_at IS NULL THEN 'draft' ELSE 'report' END",
)


# Likewise computed scores: whoever is known reads them.
_COMPUTED = (
    *("runs", "scores", "run_columns", "run_inputs", "run_replays", "unreplayed_runs", "assessment_heads"),
    "component_applicability",
)
_OF_EVERYBODY_KNOWN = ("spending_statements", "spending_amounts")


def _whose(key: str, kind: str, source: str) -> tuple[str, str]:
    return key.replace("x.", ""), f"SELECT {key} AS key, o.slug AS owner, {kind} AS kind FROM {source}"


def _own(table: str, kind: str) -> tuple[str, str]:
    return _whose("x.id::text", f"'{kind}'", f"{table} x JOIN organisations o ON o.id = x.organisation_id")


def _province(table: str, key: str = "id", kind: str = "score") -> tuple[str, str]:
    return _whose(f"x.{key}::text", f"'{kind}'", f"{table} x JOIN organisations o ON o.slug = '{PROVINCE}'")


TABLES: dict[str, tuple[str, str]] = {
    "component_applicability": _province("component_applicability"),
    "appeals": _own("appeals", "appeal"),
    "appeal_verdicts": _whose(
        "x.appeal_id::text",
        "'appeal'",
        "appeal_verdicts x JOIN appeals a ON a.id = x.appeal_id JOIN organisations o ON o.id = a.organisation_id",
    ),
    "evidence": _own("evidence", "evidence"),
    "evidence_revisions": _whose(
        "x.id::text", "'evidence'", f"evidence_revisions x JOIN evidence_revisions r ON r.id = x.id {_BY_EVIDENCE}"
    ),
    "evidence_components": _whose(
        "x.revision_id::text",
        "'evidence'",
        f"evidence_components x JOIN evidence_revisions r ON r.id = x.revision_id {_BY_EVIDENCE}",
    ),
    "decisions": _whose(
        "x.id::text", "'evidence'", f"decisions x JOIN evidence_revisions r ON r.id = x.revision_id {_BY_EVIDENCE}"
    ),
    "claims": _own("claims", "claim"),
    "task_deliverables": _own("task_deliverables", "deliverable"),
    "deliverable_decisions": _whose(
        "x.id::text",
        "'deliverable'",
        "deliverable_decisions x JOIN task_deliverables d ON d.id = x.deliverable_id"
        " JOIN organisations o ON o.id = d.organisation_id",
    ),
    "obligations": _own("obligations", "obligation"),
    "obligations_past": _own("obligations_past", "obligation"),
    "reports": _whose("x.id::text", "'obligation'", f"reports x JOIN reports p ON p.id = x.id {_BY_REPORT}"),
    "report_moves": _whose(
        "x.seq::text", "'obligation'", f"report_moves x JOIN reports p ON p.id = x.report_id {_BY_REPORT}"
    ),
    "report_rounds": _whose(
        _ROUND_KEY, _ROUND_KIND, f"report_rounds x JOIN reports p ON p.id = x.report_id {_BY_REPORT}"
    ),
    "report_figures": _whose(
        _ROUND_KEY,
        _ROUND_KIND,
        "report_figures f JOIN report_rounds x ON (x.report_id, x.round) = (f.report_id, f.round)"
        f" JOIN reports p ON p.id = x.report_id {_BY_REPORT}",
    ),
    "runs": _province("runs"),
    "scores": _province("scores"),
    "run_columns": _province("run_columns", "run_id"),
    "run_inputs": _province("run_inputs", "sha256"),
    "run_replays": _province("run_replays", "run_id"),
    "unreplayed_runs": _province("unreplayed_runs", "run_id"),
    "assessment_heads": _province("assessment_heads", "assessment_id"),
    "spending_statements": _own("spending_statements", "measurement"),
    "spending_amounts": _whose(
        "x.statement_id::text",
        "'measurement'",
        "spending_amounts x JOIN spending_statements s ON s.id = x.statement_id"
        " JOIN organisations o ON o.id = s.organisation_id",
    ),
    "audit_entries": _province("audit_entries", kind="audit"),
    "access_entries": _province("access_entries", kind="audit"),
    "service_accounts": _province("service_accounts", kind="account"),
    "file_imports": _whose("x.id::text", "'import'", f"file_imports x {_BY_SLUG}"),
    "file_import_verdicts": _whose(
        "x.import_id::text", "'import'", f"file_import_verdicts x JOIN file_imports i ON i.id = x.import_id {_BY_SLUG}"
    ),
    "service_account_secrets": _province("service_account_secrets", "account_id", kind="account"),
}


_BESIDE = (
    "INSERT INTO component_applicability (id, assessment_id, component_id, applicable, reason, source_id, certainty,"
    " organisation_id, stated_by) SELECT gen_random_uuid(), a.id, c.id, false, 'x', a.source_id, 'certain',"
    " a.organisation_id, 'x' FROM assessments a JOIN components c ON c.framework_version_id = a.framework_version_id"
    f" WHERE a.id = '{OPEN}' AND c.code = '1.9'",
    "UPDATE obligations SET certainty = 'unknown' WHERE organisation_id IN"
    f" (SELECT id FROM organisations WHERE slug IN ('{AGENCY}', '{OLD}', '{OTHER}', '{CENTRE}'))",
    "INSERT INTO access_entries (subject, client_id, organisation, operation, entity_kind, request_id)"
    " VALUES ('s', 'c', 'so-tai-chinh', 'get_evidence', 'evidence', 'r')",
    "INSERT INTO service_accounts (id, client_id, name, scopes, created_by, created_at)"
    " VALUES (gen_random_uuid(), 'sa-test', 'x', '{evidence:read}', 'x', now())",
    "INSERT INTO file_imports (id, kind, state, dry_run, organisation, actor, facts, media_type, byte_count, sha256)"
    " SELECT gen_random_uuid(), 'measurements', 'waiting', false, slug, '{}', '{}', 'text/csv', 1, 's'"
    f" FROM organisations WHERE slug IN ('{AGENCY}', '{OLD}', '{OTHER}', '{CENTRE}')",
    "INSERT INTO scores (id, run_id, score_column, node, certainty, undecided, not_determinable, basis)"
    " SELECT gen_random_uuid(), id, 'self', 'total', 'certain', 0, false, '{}' FROM runs",
    "INSERT INTO run_replays (run_id, replayed_at, difference_count, differences) SELECT id, now(), 0, '[]' FROM runs",
    "INSERT INTO file_import_contents (import_id, content) SELECT id, 'x' FROM file_imports",
    "INSERT INTO file_import_verdicts (import_id, first_row, last_row, verdicts)"
    " SELECT id, 2, 2, '[]' FROM file_imports",
    "INSERT INTO service_account_secrets (sha256, account_id, issued_at)"
    " SELECT sha256('x'), id, now() FROM service_accounts",
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def on(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """Objects of four organisations in all states, and one computation."""
    folder: Path = tmp_path_factory.mktemp("last-line")
    async with scene(module_database_url, server_urls.redis, folder) as prepared:
        wanted = {kind: cells.STATES[kind] for kind in ("evidence", "report", "obligation", "deliverable", "appeal")}
        await prepared.prepare(wanted)
        async with prepared.system.transaction() as session:
            for statement in _BESIDE:
                await db.execute(session, statement)
        yield prepared


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def asked(module_database_url: str, on: Scene) -> AsyncIterator[db.Database]:
    """Both doors as a service has them: they ask for whom the task names."""
    opened = db.Database(module_database_url, pool_size=1)
    await opened.open()
    yield opened
    await opened.close()


def principal(role: str, organisation: str, scopes: tuple[str, ...] = ()) -> Principal:
    return Principal(f"{role}@{organisation}", "tests", organisation, frozenset({role}), frozenset(scopes), "t", 0, 0)


def related(own: str, theirs: str) -> frozenset[relations.Relation]:
    predecessors = {OLD} if own == AGENCY else set()
    return relations.between(
        own, theirs, registered=own != STRANGER, coordinating=own == CENTRE, predecessors=predecessors
    )


def readable(who: Principal, owner: str, kind: Any) -> bool:
    """What the table says; whoever writes for an organisation sees what stands there."""
    caller = Caller(next(iter(who.roles)), who.organisation, tuple(who.scopes))
    near = related(who.organisation, owner)
    beside = {"obligation": "report", "draft": "report"}.get(kind, kind)
    writes = {k for rule in access.OPERATIONS.values() if access.allows(rule, who) for k in rule.writes}
    seen = cells.reads(kind, caller, near)
    if kind == "report":
        return seen or ("own" in near and "report" in writes)
    return seen or ("own" in near and beside in writes)


async def test_every_table_is_open_to_all_or_guarded(on: Scene) -> None:
    found = await on.system.reader.rows(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AS guarded FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    assert {row["relname"] for row in found if not row["guarded"]} == OPEN_TABLES
    assert {row["relname"] for row in found if row["guarded"]} >= TABLES.keys()


async def test_the_role_of_the_tests_is_not_above_the_policies(on: Scene) -> None:
    row = await on.system.reader.row(
        "SELECT rolsuper OR rolbypassrls AS above FROM pg_roles WHERE rolname = current_user"
    )
    assert row == {"above": False}


async def test_nobody_sees_nothing(on: Scene, asked: db.Database) -> None:
    with callers.asking(callers.NOBODY):
        for table in TABLES:
            count = f"SELECT count(*) AS n FROM {table}"
            assert await on.system.reader.row(count) != {"n": 0}, table
            assert await asked.reader.row(count) == {"n": 0}, table
            async with asked.transaction() as session:
                assert await db.fetch_one(session, count) == {"n": 0}, table


async def test_a_connection_that_says_nothing_sees_nothing(on: Scene, module_database_url: str) -> None:
    silent = await asyncpg.connect(db.dsn(module_database_url))
    try:
        for table in TABLES:
            assert await silent.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    finally:
        await silent.close()


async def test_a_forgotten_where_shows_what_the_table_lets_one_read(on: Scene, asked: db.Database) -> None:
    for table, (key, owners) in TABLES.items():
        rows = await on.system.reader.rows(owners)
        assert {row["owner"] for row in rows} >= {AGENCY, OLD, OTHER, CENTRE} or rows[0]["owner"] == PROVINCE, table
        for organisation, (role, scopes) in product((AGENCY, CENTRE, STRANGER), cells.ROLES):
            who = principal(role, organisation, scopes)
            with callers.asking(rights.setting(who, DAY)):
                seen = {row["key"] for row in await asked.reader.rows(f"SELECT {key} AS key FROM {table}")}
            assert seen == {row["key"] for row in rows if readable(who, row["owner"], row["kind"])}, (table, who)


async def test_nobody_reads_a_file_that_waits_to_be_imported(on: Scene, asked: db.Database) -> None:
    count = "SELECT count(*) AS n FROM file_import_contents"
    assert await on.system.reader.row(count) == {"n": 4}
    for role, scopes in cells.ROLES:
        with callers.asking(rights.setting(principal(role, AGENCY, scopes), DAY)):
            assert await asked.reader.row(count) == {"n": 0}, role


@pytest.mark.parametrize(
    "organisation",
    [
        'x", "system": true, "y": "',
        "so-noi-vu' OR true --",
        '{"system": true}',
        "%",
        "",
        "so-noi-vu,so-tai-chinh",
        "SO-NOI-VU",
    ],
)
async def test_nobody_is_widened_by_what_is_written_in_a_token(
    on: Scene, asked: db.Database, organisation: str
) -> None:
    who = principal("reporter", organisation, ("evidence:read", 'x" , "system": true'))
    with callers.asking(rights.setting(who, DAY)):
        for table in TABLES.keys() - {*_COMPUTED, *_OF_EVERYBODY_KNOWN}:
            assert await asked.reader.rows(f"SELECT * FROM {table}") == [], table


_TWO_VERSIONS = (
    "earlier.id, '1.1', later.id",
    "FROM framework_versions earlier JOIN framework_versions later ON later.id <> earlier.id, sources s LIMIT 1",
)
_MEASURED = (
    "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by,"
    " report_id) SELECT gen_random_uuid(), t.id, o.id, '2022-05-31', 1, 'final', 'organisation', 'x',"
)
_RANKED = (
    "INSERT INTO rankings (id, framework_id, year, kind, source_id, certainty, basis, rows_sha256, computed_by, ranked,"
    " unranked, published_at) SELECT gen_random_uuid(), framework_id, 1999, kind, source_id, certainty, {}, {}"
    " FROM rankings LIMIT 1"
)
WRITES: dict[str, str] = {
    "law": "INSERT INTO legal_documents (id, slug, title, kind, issuer, source_id, certainty, stated_by)"
    " SELECT gen_random_uuid(), 'x', 'x', 'plan', 'x', (SELECT id FROM sources ORDER BY id LIMIT 1), 'certain', 'api'",
    "law of the catalog": "INSERT INTO legal_documents (id, slug, title, kind, issuer, source_id, certainty)"
    " SELECT gen_random_uuid(), 'x', 'x', 'plan', 'x', (SELECT id FROM sources ORDER BY id LIMIT 1), 'certain'",
    "correction": "UPDATE legal_documents SET number = 'x'",
    "its ground": "INSERT INTO legal_document_corrections (id, document_id, fields, source_id, certainty, recorded_by)"
    " SELECT gen_random_uuid(), id, '{\"number\": \"x\"}', source_id, 'certain', 'x' FROM legal_documents LIMIT 1",
    "target": "INSERT INTO targets (id, code, position, name, level, measure, source_id, certainty, stated_by)"
    " SELECT gen_random_uuid(), 'X.1', 999, 'x', 'province', 'qualitative', source_id, 'certain', 'api' FROM targets"
    " LIMIT 1",
    "target of the catalog": "INSERT INTO targets (id, code, position, name, level, measure, source_id, certainty)"
    " SELECT gen_random_uuid(), 'X.1', 999, 'x', 'province', 'qualitative', source_id, 'certain' FROM targets LIMIT 1",
    "what a target says": "UPDATE targets SET name = 'x'",
    "statement": "INSERT INTO milestone_statements (target_id, year, position, source_id, certainty)"
    " SELECT id, 2026, 9, source_id, 'certain' FROM targets LIMIT 1",
    "amendment": "INSERT INTO target_amendments (id, target_id, effective_on, lowers, source_id, certainty,"
    " recorded_by) SELECT gen_random_uuid(), id, '2022-05-01', false, source_id, 'certain', 'x' FROM targets LIMIT 1",
    "milestone": "INSERT INTO milestones (id, target_id, year, position, source_id, certainty)"
    " SELECT gen_random_uuid(), id, 2026, 9, source_id, 'certain' FROM targets LIMIT 1",
    "replaced milestone": "UPDATE milestones SET superseded_at = now() WHERE superseded_at = 'infinity'",
    "judgement": "INSERT INTO target_judgements (id, target_id, organisation_id, year, verdict, judged_on, source_id,"
    " certainty, judged_by) SELECT gen_random_uuid(), t.id, o.id, 2025, 'achieved', '2022-05-01', t.source_id,"
    " 'certain', 'x' FROM targets t, organisations o LIMIT 1",
    "open": "INSERT INTO assessments (id, framework_version_id, organisation_id, year, status, source_id, certainty,"
    " stated_by) SELECT gen_random_uuid(), framework_version_id, organisation_id, 2099, 'open', source_id, certainty,"
    " 'api' FROM assessments LIMIT 1",
    "open as the catalog": "INSERT INTO assessments (id, framework_version_id, organisation_id, year, status,"
    " source_id, certainty) SELECT gen_random_uuid(), framework_version_id, organisation_id, 2099, 'open', source_id,"
    " certainty FROM assessments LIMIT 1",
    "close": "UPDATE assessments SET status = 'closed', closed_on = '2022-06-01' WHERE status = 'open'",
    "does not apply": "INSERT INTO component_applicability (id, assessment_id, component_id, applicable, reason,"
    " source_id, certainty, organisation_id, stated_by) SELECT gen_random_uuid(), a.id, c.id, false, 'x', a.source_id,"
    " 'certain', a.organisation_id, 'x' FROM assessments a, components c WHERE a.status = 'open' LIMIT 1",
    "round of appeals": "INSERT INTO appeal_rounds (id, assessment_id, number, opens_on, closes_before_on)"
    " SELECT gen_random_uuid(), id, 9, '2030-01-01', '2030-01-02' FROM assessments LIMIT 1",
    "appeal": "INSERT INTO appeals (id, round_id, decision_id, organisation_id, grounds, appealed_by, appealed_on)"
    " SELECT gen_random_uuid(), n.id, CAST(:appealable AS uuid), o.id, 'x', 'x', n.opens_on FROM appeal_rounds n,"
    " organisations o WHERE n.id = CAST(:round AS uuid) AND o.slug = :owner",
    "judge an appeal": "INSERT INTO appeal_verdicts (appeal_id, verdict, reasons, decided_by, organisation_id)"
    " SELECT CAST(:appeal AS uuid), 'dismissed', 'x', 'somebody', o.id FROM organisations o WHERE o.slug = :own",
    "post": "INSERT INTO evidence (id, assessment_id, organisation_id) SELECT gen_random_uuid(), a.id, o.id"
    " FROM assessments a, organisations o WHERE a.status = 'open' AND o.slug = :owner",
    "withdraw": "UPDATE evidence SET withdrawn_at = now() WHERE id = CAST(:evidence AS uuid)",
    "revision": "INSERT INTO evidence_revisions (id, evidence_id, revision, title, file_name, media_type, size_bytes,"
    " sha256, submitted_by) VALUES (gen_random_uuid(), CAST(:evidence AS uuid), 9, 't', 'f', 'm', 1, 's', 'x')",
    "decide": "INSERT INTO decisions (id, revision_id, component_id, verdict, max_points, input_values, decided_by,"
    " organisation_id, same_organisation) SELECT gen_random_uuid(), r.id, c.id, 'accept', 1, '{}', 'x', o.id, false"
    " FROM components c, organisations o, LATERAL (SELECT CAST(:revision AS uuid) AS id) r WHERE o.slug = :own",
    "deliver": "INSERT INTO task_deliverables (id, task_id, organisation_id, title, file_name, media_type, size_bytes,"
    " sha256, submitted_by) SELECT gen_random_uuid(), t.id, o.id, 't', 'f', 'm', 1, 's', 'x' FROM organisations o,"
    " LATERAL (SELECT id FROM tasks LIMIT 1) t WHERE o.slug = :owner",
    "judge": "INSERT INTO deliverable_decisions (id, deliverable_id, verdict, decided_by, organisation_id,"
    " same_organisation) SELECT gen_random_uuid(), CAST(:deliverable AS uuid), 'accept', 'x', o.id, false"
    " FROM organisations o WHERE o.slug = :own",
    "claim": "INSERT INTO claims (id, assessment_id, component_id, input_values, claimed_by, organisation_id)"
    " SELECT gen_random_uuid(), a.id, c.id, '{}', 'x', o.id FROM assessments a, components c, organisations o"
    " WHERE a.status = 'open' AND o.slug = :owner LIMIT 1",
    "owe": "INSERT INTO obligations (id, regime_id, organisation_id, year, period, certainty)"
    " SELECT gen_random_uuid(), g.id, o.id, 1999, 'year', 'certain' FROM reporting_regimes g, organisations o"
    " WHERE o.slug = :owner LIMIT 1",
    "report": "INSERT INTO reports (id, obligation_id, state, round)"
    " VALUES (gen_random_uuid(), CAST(:obligation AS uuid), 'draft', 1)",
    "round": "INSERT INTO report_rounds (report_id, round, measured_on, authors)"
    " VALUES (CAST(:draft AS uuid), 9, '2022-05-31', '{x}')",
    "sign": "UPDATE report_rounds SET submitted_by = 'y', submitted_at = now() WHERE report_id = CAST(:draft AS uuid)",
    "move": "UPDATE reports SET version = version + 1 WHERE id = CAST(:submitted AS uuid)",
    "figure": "DELETE FROM report_figures WHERE report_id = CAST(:draft AS uuid)",
    "measure": f"{_MEASURED} NULL FROM targets t, organisations o WHERE t.code = 'KTS.01' AND o.slug = :owner",
    "accepted": f"{_MEASURED} CAST(:submitted AS uuid) FROM targets t, organisations o"
    " WHERE t.code = 'KTS.02' AND o.slug = :owner",
    "accepted for another": f"{_MEASURED} CAST(:submitted AS uuid) FROM targets t, organisations o"
    " WHERE t.code = 'KTS.02' AND o.slug = 'so-cong-thuong'",
    "framework": "INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty,"
    " stated_by) SELECT gen_random_uuid(), 'x', 'x', 'x', document_id, level, years, source_id, certainty, 'api'"
    " FROM frameworks LIMIT 1",
    "framework of the catalog": "UPDATE frameworks SET name = 'x'",
    "draft of a framework": "INSERT INTO framework_versions (id, framework_id, version, status, total_method,"
    " stated_source_id, content_sha256, stated_by) SELECT gen_random_uuid(), id, 99, 'draft', 'unknown', source_id,"
    " 'x', 'api'"
    " FROM frameworks LIMIT 1",
    "published at once": "INSERT INTO framework_versions (id, framework_id, version, status, total_method,"
    " stated_source_id, content_sha256, stated_by) SELECT gen_random_uuid(), id, 99, 'published', 'unknown', source_id,"
    " 'x', 'catalog'"
    " FROM frameworks LIMIT 1",
    "published component": "DELETE FROM components",
    "correspondence": "INSERT INTO component_correspondences (from_version_id, from_code, to_version_id, place,"
    f" source_id, certainty, stated_by) SELECT {_TWO_VERSIONS[0]}, 1, s.id, 'certain', 'x' {_TWO_VERSIONS[1]}",
    "succession": "INSERT INTO component_successions (framework_version_id, ancestor_id, component_id, alone)"
    " SELECT framework_version_id, id, id, true FROM components LIMIT 1",
    "pin": "INSERT INTO assessment_moves (assessment_id, from_version_id, to_version_id, moved_by)"
    " SELECT a.id, a.framework_version_id, v.id, 'x' FROM assessments a JOIN framework_versions v"
    " ON v.id <> a.framework_version_id LIMIT 1",
    "result": "INSERT INTO imports (id, assessment_id, imported_by, superseded_at) SELECT gen_random_uuid(), id, 'x',"
    " now() FROM assessments LIMIT 1",
    "result of the catalog": "INSERT INTO imports (id, assessment_id, imported_by, superseded_at)"
    " SELECT gen_random_uuid(), id, 'catalog', now() FROM assessments LIMIT 1",
    "superseded result": "UPDATE imports SET superseded_at = now() WHERE superseded_at = 'infinity'",
    "what was published": "UPDATE published_values SET value = 1",
    "ranking": _RANKED.format("'computed'", "'s', 'x', 1, 0, NULL"),
    "ranking of the catalog": _RANKED.format("'imported'", "NULL, NULL, NULL, NULL, now()"),
    "score": "UPDATE assessment_heads SET computed_version = computed_version + 1",
    "run": "DELETE FROM runs",
}
# By a policy, or by a trigger that keeps what was signed.
_REFUSED = ("42501", "23001")
LAW = {
    *("law", "correction", "its ground", "target", "statement", "amendment", "milestone", "replaced milestone"),
    *(
        "correspondence",
        "succession",
        "pin",
        "framework",
        "draft of a framework",
        "ranking",
        "result",
        "superseded result",
    ),
}
MOVE = {"move", "accepted"}
YEAR = {"open", "close", "does not apply", "round of appeals"}
OWN = {"post", "withdraw", "revision", "claim", "report", "round", "sign", "figure", "move", "measure", "deliver"}


async def _tried(asked: db.Database, who: Principal, statement: str, given: dict[str, str]) -> db.Rows | None:
    """What the statement returns for the caller, rolled back; None when PostgreSQL refuses or touches nothing."""
    used = {name: value for name, value in given.items() if f":{name}" in statement}
    with callers.asking(rights.setting(who, DAY)):
        try:
            async with asked.transaction() as session:
                rows = await db.fetch(session, f"{statement} RETURNING *", **used)
                await session.rollback()
                return rows or None
        except DBAPIError as refused:
            if getattr(refused.orig, "sqlstate", "") not in _REFUSED:
                raise
            return None


async def _given(on: Scene, who: Principal, owner: str) -> dict[str, str]:
    evidence = on.ids["evidence", "undecided", owner]
    row = await on.system.reader.row("SELECT id FROM evidence_revisions WHERE evidence_id = $1::text::uuid", evidence)
    assert row is not None
    return {
        "owner": owner,
        "own": who.organisation,
        "evidence": evidence,
        "deliverable": on.ids["deliverable", "undecided", owner],
        "revision": str(row["id"]),
        "obligation": on.ids["obligation", "owed", owner],
        "draft": on.ids["report", "draft", owner],
        "submitted": on.ids["report", "submitted", owner],
        "appeal": on.ids["appeal", "pending", owner],
        **on.appealable[owner],
    }


@pytest.mark.parametrize(
    ("role", "organisation", "scopes", "own", "others"),
    [
        ("reporter", AGENCY, (), OWN, set()),
        ("approver", AGENCY, (), OWN | {"appeal"}, set()),
        ("reporter", CENTRE, (), OWN, set()),
        (
            "reviewer",
            CENTRE,
            (),
            {"decide", "judge", "judgement", "judge an appeal", *MOVE},
            {"decide", "judge", "judgement", "judge an appeal", *MOVE},
        ),
        ("coordinator", CENTRE, (), {"move", "accepted", *LAW, *YEAR}, {"move", "accepted", *LAW, *YEAR}),
        ("coordinator", AGENCY, (), set(), set()),
        ("reviewer", AGENCY, (), set(), set()),
        ("committee", AGENCY, (), set(), set()),
        ("auditor", CENTRE, (), set(), set()),
        ("admin", AGENCY, (), set(), set()),
        ("system", AGENCY, ("evidence:read", "reports:read", "scores:read"), set(), set()),
        ("system", AGENCY, ("evidence:write",), {"post", "withdraw", "revision", "deliver"}, set()),
        ("system", AGENCY, ("scores:write",), {"claim"}, set()),
        ("system", AGENCY, ("targets:write",), {"measure"}, set()),
        ("reporter", STRANGER, (), set(), set()),
    ],
)
async def test_what_postgresql_takes_from_whom(
    on: Scene,
    asked: db.Database,
    role: str,
    organisation: str,
    scopes: tuple[str, ...],
    *,
    own: set[str],
    others: set[str],
) -> None:
    who = principal(role, organisation, scopes)
    for owner in (AGENCY, OLD, OTHER, CENTRE):
        given = await _given(on, who, owner)
        taken = {name for name, sql in WRITES.items() if await _tried(asked, who, sql, given)}
        assert taken == (own if owner == organisation else others), owner


async def test_a_change_without_a_where_touches_ones_own_alone(on: Scene, asked: db.Database) -> None:
    for organisation, (role, scopes) in product((AGENCY, CENTRE, STRANGER), cells.ROLES):
        who = principal(role, organisation, scopes)
        row = await on.system.reader.row("SELECT id FROM organisations WHERE slug = $1", organisation)
        for sql in ("UPDATE evidence SET withdrawn_by = 'x'", "UPDATE report_rounds SET note = 'x'"):
            for touched in await _tried(asked, who, sql, {}) or ():
                assert row is not None
                assert touched.get("organisation_id", row["id"]) == row["id"], who
                assert touched.get("submitted_at") is None, who


async def test_a_succession_counts_from_its_day_while_it_is_known_and_sure(on: Scene) -> None:
    async with on.system.transaction() as session:
        await succeed(session, OTHER, OLD)
        await succeed(session, CENTRE, "so-y-te", certainty="provisional")
        await succeed(session, CENTRE, "so-cong-thuong", on="2022-06-02")
        await succeed(session, OLD, OTHER, on="2022-06-02")

        async def places(slug: str) -> set[str]:
            row = await db.fetch(
                session,
                "SELECT o.slug FROM organisations o WHERE o.id = ANY (predecessors_of(:slug, :day))",
                slug=slug,
                day=DAY,
            )
            return {str(one["slug"]) for one in row}

        assert await places(AGENCY) == {OLD, OTHER}, "the predecessor's predecessor, too"
        assert await places("so-y-te") == await places("so-cong-thuong") == await places(OTHER) == set()
        await db.execute(session, "UPDATE organisation_successions SET superseded_at = now() + interval '1 second'")
        assert await places(AGENCY) == set()
        await session.rollback()


async def test_what_counted_is_shown_to_readers_of_scores_and_the_eyes_are_handed_back(
    on: Scene, asked: db.Database
) -> None:
    rows = await on.system.reader.rows("SELECT id FROM evidence_revisions")
    revisions = [row["id"] for row in rows]
    looking = "SELECT (SELECT count(*) FROM counted_revisions($1::uuid[])) AS counted"
    after = f"{looking}, current_setting('dti.caller') AS asking, (SELECT count(*) FROM claims) AS claims"
    for who, counted in (
        (callers.NOBODY, 0),
        (rights.setting(principal("system", AGENCY, ("evidence:read",)), DAY), 0),
        (rights.setting(principal("reporter", STRANGER), DAY), len(revisions)),
    ):
        with callers.asking(who):
            row = await asked.reader.row(after, revisions)
            assert row is not None
            assert (row["counted"], row["asking"]) == (counted, who)
            async with asked.transaction() as session:
                await db.fetch(session, "SELECT * FROM counted_claims('{}'), counted_decisions('{}')")
                told = await db.fetch_one(session, "SELECT coalesce(current_setting('dti.caller', true), '') AS asking")
                assert told == {"asking": who}
