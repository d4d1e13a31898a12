"""However many things there are, a page costs a page: the places are walked along an index and never sorted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.identity.values import Principal
from shared.kit import db
from shared.overview.changes import repository, rights
from tests import feeds

THINGS = 60_000
_MANY = """
INSERT INTO change_heads (entity, id, organisation_id, since, gone, xid, sequence, version, changed_at)
SELECT 'obligation', gen_random_uuid(), (SELECT id FROM organisations ORDER BY md5(slug || n % 7) LIMIT 1),
    pg_current_xact_id(), true, pg_current_xact_id(), nextval('change_sequence'), n, now()
FROM generate_series(1, $1::integer) n
"""


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


@pytest.mark.parametrize(
    ("caller", "index"), [(feeds.ALL, "change_heads_place"), (feeds.AGENCY, "change_heads_audience")]
)
async def test_a_page_walks_along_an_index(database: db.Database, caller: Principal, index: str) -> None:
    writer = await feeds.connect(database)
    await writer.execute(_MANY, THINGS)
    await writer.execute("ANALYZE change_heads")
    sql = repository.statement("page", repository.PAGE, wide=caller is feeds.ALL)
    readable = repository.readable(await rights.of(database.reader, caller, feeds.TODAY))
    args = ("3", 0, None, 200, repository.MOST_BYTES, *readable)
    row = await database.reader.walk(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
    plan = json.loads(next(iter((row or {}).values())))[0]["Plan"]
    heads = [node for node in _nodes(plan) if node.get("Relation Name") == "change_heads"]
    assert [node["Index Name"] for node in heads if node.get("Index Name") == index]
    assert max(node["Actual Rows"] for node in heads) <= 201
    assert all(node.get("Rows Removed by Filter", 0) < THINGS / 10 for node in heads)
    await writer.close()


async def test_a_poll_with_nothing_new_looks_at_nothing(database: db.Database) -> None:
    writer = await feeds.connect(database)
    await writer.execute(_MANY, THINGS)
    await writer.execute("ANALYZE change_heads")
    place = (await feeds.Copy(database).catch_up()).place
    assert place is not None
    sql = repository.statement("page", repository.PAGE, wide=True)
    readable = repository.readable(await rights.of(database.reader, feeds.ALL, feeds.TODAY))
    args = (str(place.xid), place.sequence, place.epoch, 200, repository.MOST_BYTES, *readable)
    row = await database.reader.walk(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *args)
    plan = json.loads(next(iter((row or {}).values())))[0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 200
    await writer.close()
