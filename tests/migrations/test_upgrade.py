"""A database of the first revision that holds rows comes to the newest one with everything that the new tables need."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import uuid
from pathlib import Path

from shared.audit import sealing
from shared.kit import callers, db
from tests import databases, servers

ROOT = Path(__file__).parents[2]
_ORGANISATION = "INSERT INTO organisations (id, slug, kind) VALUES ($1, 'so-y-te', 'department')"
_ENTRY = (
    "INSERT INTO audit_entries (occurred_at, subject, action, entity_kind, entity_id, row_sha256)"
    " SELECT now(), 's', 'a', 'k', 'i' || i, repeat('0', 64) FROM generate_series(1, 3) i"
)


_SOURCE = "INSERT INTO sources (id, kind) VALUES ($1, 'derived')"
_VERSION = (
    "INSERT INTO organisation_versions (id, organisation_id, name, sort_key, national_code, national_code_status,"
    " recorded_at, superseded_at, source_id, certainty) VALUES (gen_random_uuid(), $1, 'Sở Y tế', 'X', $2, $3,"
    " $4, $5, $6, 'provisional')"
)


def _upgrade(url: str, revision: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "alembic", "upgrade", revision]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)


async def test_rows_of_the_first_revision_are_fed_and_sealed(server_urls: servers.Urls) -> None:
    name, organisation = f"test_{uuid.uuid4().hex[:16]}", uuid.uuid4()
    url = await databases.create(server_urls.database, name)
    try:
        _upgrade(url, "0001")
        before = await databases.connect(url)
        await before.execute(_ORGANISATION, organisation)
        await before.execute(_ENTRY)
        await before.close()
        _upgrade(url, "head")
        after = await databases.connect(url)
        heads = await after.fetch("SELECT entity, id, gone FROM change_heads")
        assert [tuple(row) for row in heads] == [("organisation", organisation, False)]
        database = db.Database(url, pool_size=2, caller=callers.SYSTEM)
        assert await sealing.seal(database) == 3
        await database.close()
        sealed = await after.fetch(
            "SELECT position, hash_version FROM audit_seals JOIN audit_entries e ON e.id = entry_id"
        )
        assert [tuple(row) for row in sealed] == [(1, 1), (2, 1), (3, 1)]
        await after.close()
    finally:
        await databases.drop(server_urls.database, name)


async def test_codes_that_versions_carried_stay_as_they_were_known(server_urls: servers.Urls) -> None:
    name, organisation, source = f"test_{uuid.uuid4().hex[:16]}", uuid.uuid4(), uuid.uuid4()
    url = await databases.create(server_urls.database, name)
    try:
        _upgrade(url, "0002")
        before = await databases.connect(url)
        await before.execute(_ORGANISATION, organisation)
        await before.execute(_SOURCE, source)
        first, then = dt.datetime(2022, 1, 1, tzinfo=dt.UTC), dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
        last = dt.datetime.max.replace(tzinfo=dt.UTC)
        await before.execute(_VERSION, organisation, None, "unknown", first, then, source)
        await before.execute(_VERSION, organisation, "H60", "unconfirmed", then, last, source)
        await before.close()
        _upgrade(url, "head")
        after = await databases.connect(url)
        kept = await after.fetch(
            "SELECT code, status, valid_from, valid_to, recorded_at, superseded_at = 'infinity' AS current, stated_by,"
            " certainty FROM organisation_identifiers WHERE organisation_id = $1",
            organisation,
        )
        always = (dt.date.min, dt.date.max)
        assert [tuple(row) for row in kept] == [("H60", "unconfirmed", *always, then, True, "catalog", "provisional")]
        await after.close()
    finally:
        await databases.drop(server_urls.database, name)


async def test_a_row_written_before_a_column_was_added_is_corrected_with_its_past(server_urls: servers.Urls) -> None:
    """What is stored without a column holds its default, also in the past that the first correction keeps."""
    name, organisation, source = f"test_{uuid.uuid4().hex[:16]}", uuid.uuid4(), uuid.uuid4()
    url = await databases.create(server_urls.database, name)
    try:
        _upgrade(url, "0002")
        before = await databases.connect(url)
        await before.execute(_ORGANISATION, organisation)
        await before.execute(_SOURCE, source)
        await before.execute(
            "INSERT INTO tasks (id, code, position, name, owner_organisation_id, source_id, certainty)"
            " VALUES (gen_random_uuid(), '1', 0, 'Như cũ', $1, $2, 'derived')",
            organisation,
            source,
        )
        await before.close()
        _upgrade(url, "head")
        after = await databases.connect(url)
        # As the catalog is installed: only there does the old row reach the trigger as it is stored.
        await after.execute(
            "INSERT INTO tasks (id, code, position, name, owner_organisation_id, source_id, certainty)"
            " SELECT id, code, position, 'Đã sửa', owner_organisation_id, source_id, certainty FROM tasks"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
        )
        past = await after.fetch("SELECT name, stated_by, kind, deliverables_owed FROM tasks_past")
        assert [tuple(row) for row in past] == [("Như cũ", "catalog", "remedial", 1)]
        await after.close()
    finally:
        await databases.drop(server_urls.database, name)
