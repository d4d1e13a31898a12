"""A database of the first revision that holds rows comes to the newest one with everything that the new tables need."""

from __future__ import annotations

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
