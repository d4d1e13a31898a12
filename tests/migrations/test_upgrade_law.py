"""Documents and reports of an installation that is there already come to the third revision with what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

from tests import databases, servers

ROOT = Path(__file__).parents[2]
_ROWS = """
BEGIN;
INSERT INTO sources (id, kind, document_id, clause) VALUES ('00000000-0000-4000-8000-000000000001', 'legal',
    '00000000-0000-4000-8000-000000000002', 'I');
INSERT INTO legal_documents (id, slug, title, kind, issuer, body, source_id, certainty) VALUES
    ('00000000-0000-4000-8000-000000000002', 'van-ban', 'x', 'plan', 'x', E'Tối thiểu\\n\\n 80% hồ sơ\\n',
    '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO organisations (id, slug, kind) VALUES ('00000000-0000-4000-8000-000000000003', 'so-y-te', 'department');
INSERT INTO reporting_regimes (id, code, name, kind, frequency, receiver_id, years_certainty, source_id, certainty)
    VALUES ('00000000-0000-4000-8000-000000000004', 'r', 'r', 'agency_report', 'yearly',
    '00000000-0000-4000-8000-000000000003', 'certain', '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO obligations (id, regime_id, organisation_id, year, period, certainty)
    VALUES ('00000000-0000-4000-8000-000000000005', '00000000-0000-4000-8000-000000000004',
    '00000000-0000-4000-8000-000000000003', 2022, 'year', 'certain');
INSERT INTO reports (id, obligation_id, state, round, first_submitted_at, accepted_at)
    VALUES ('00000000-0000-4000-8000-000000000006', '00000000-0000-4000-8000-000000000005', 'accepted', 2,
    '2022-06-01T03:00Z', '2022-06-04T03:00Z');
INSERT INTO report_rounds (report_id, round, measured_on, authors, submitted_by, submitted_at, decided_by, decided_at,
    verdict, comment)
    VALUES ('00000000-0000-4000-8000-000000000006', 1, '2022-05-31', '{a}', 'b', '2022-06-01T03:00Z', 'c',
        '2022-06-02T03:00Z', 'returned', 'x'),
    ('00000000-0000-4000-8000-000000000006', 2, '2022-05-31', '{a}', 'b', '2022-06-03T03:00Z', 'c',
        '2022-06-04T03:00Z', 'accepted', NULL);
COMMIT"""


def _upgrade(url: str, revision: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)


async def test_texts_can_be_searched_and_the_steps_of_reports_are_known(server_urls: servers.Urls) -> None:
    name = f"test_{uuid.uuid4().hex[:16]}"
    url = await databases.create(server_urls.database, name)
    try:
        _upgrade(url, "0002")
        before = await databases.connect(url)
        await before.execute(_ROWS)
        await before.close()
        _upgrade(url, "head")
        after = await databases.connect(url)
        held = await after.fetchrow("SELECT line, stated_by, amends FROM legal_documents")
        assert tuple(held) == ("Tối thiểu 80% hồ sơ", "catalog", [])
        assert await after.fetchval("SELECT count(*) FROM legal_documents_past") == 0
        steps = await after.fetch("SELECT round, state, moved_at = recorded_at AS same FROM report_moves ORDER BY seq")
        assert [tuple(row) for row in steps] == [
            (1, "submitted", True), (1, "returned", True), (2, "submitted", True), (2, "accepted", True),
        ]  # fmt: skip
        await after.close()
    finally:
        await databases.drop(server_urls.database, name)
