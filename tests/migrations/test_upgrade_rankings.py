"""Published rankings of an existing installation stay, stand in their order, and are everybody's."""

from __future__ import annotations

import uuid

from shared.kit import callers
from tests import databases, servers
from tests.migrations.test_upgrade import _upgrade

_HELD = """
INSERT INTO sources (id, kind) VALUES ('00000000-0000-4000-8000-000000000001', 'derived');
INSERT INTO legal_documents (id, slug, title, kind, issuer, source_id, certainty)
    VALUES ('00000000-0000-4000-8000-000000000002', 'd', 'd', 'plan', 'x',
        '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO frameworks (id, slug, code, name, document_id, level, years, source_id, certainty)
    VALUES ('00000000-0000-4000-8000-000000000003', 'f', 'f', 'f', '00000000-0000-4000-8000-000000000002', 'province',
        '{2022}', '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO rankings (id, framework_id, year, kind, source_id, certainty)
    VALUES ('00000000-0000-4000-8000-000000000004', '00000000-0000-4000-8000-000000000003', 2022, 'province',
        '00000000-0000-4000-8000-000000000001', 'certain');
INSERT INTO organisations (id, slug, kind)
    SELECT CAST('00000000-0000-4000-9000-00000000000' || n AS uuid), 'o' || n, 'province' FROM generate_series(1, 4) n;
INSERT INTO ranking_rows (ranking_id, organisation_id, rank, published_name)
    SELECT '00000000-0000-4000-8000-000000000004', CAST('00000000-0000-4000-9000-00000000000' || n AS uuid), rank, 'x'
    FROM (VALUES (1, 4), (2, 1), (3, 2), (4, 2)) AS t (n, rank)
"""


async def test_rankings_keep_their_rows_and_get_positions(server_urls: servers.Urls) -> None:
    name = f"test_{uuid.uuid4().hex[:16]}"
    url = await databases.create(server_urls.database, name)
    try:
        _upgrade(url, "0004")
        before = await databases.connect(url)
        async with before.transaction():
            await before.execute("SELECT set_config($1, $2, true)", callers.SETTING, callers.SYSTEM)
            for statement in _HELD.split(";\n"):
                await before.execute(statement)
        await before.close()
        _upgrade(url, "head")
        after = await databases.connect(url)  # nobody in particular: a published ranking is everybody's
        rows = await after.fetch(
            "SELECT o.slug, w.rank, w.position FROM ranking_rows w JOIN organisations o ON o.id = w.organisation_id"
            " ORDER BY w.position"
        )
        assert [tuple(row) for row in rows] == [("o2", 1, 1), ("o3", 2, 2), ("o4", 2, 3), ("o1", 4, 4)]
        head = await after.fetchrow(
            "SELECT basis, criterion, score_column, published_at IS NOT NULL AS p FROM rankings"
        )
        assert head is not None
        assert tuple(head) == ("imported", "total", "published", True)
        await after.close()
    finally:
        await databases.drop(server_urls.database, name)
