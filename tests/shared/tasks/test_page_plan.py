"""A page of five thousand tasks is read by index, whatever the filter, on the first page and on a later one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.tasks import repository, values
from tests import plans

pytestmark = pytest.mark.planner
LATER = (4_000, uuid.UUID(int=0))
GENERATED = """
INSERT INTO tasks (id, code, position, kind, group_id, name, owner_organisation_id, due_by_on, source_id, certainty,
    stated_by)
SELECT gen_random_uuid(), 'G.' || n, 1000 + n, (ARRAY['plan', 'remedial', 'other'])[1 + n % 3],
    (ARRAY(SELECT id FROM task_groups ORDER BY position))[1 + n % 60], 'Nhiệm vụ số ' || n,
    (ARRAY(SELECT id FROM organisations ORDER BY slug))[1 + n % 50], CASE WHEN n % 100 = 0 THEN DATE '2022-06-15' END,
    (SELECT id FROM sources ORDER BY id LIMIT 1), 'certain', 'api'
FROM generate_series(1, 5000) n;
INSERT INTO task_parties (task_id, role, place, organisation_id, valid_from, valid_to, certainty)
SELECT id, 'lead', 0, owner_organisation_id, '-infinity', 'infinity', 'certain' FROM tasks WHERE code LIKE 'G.%';
INSERT INTO task_statuses (task_id, status, effective_on, recorded_by)
SELECT id, 'in_progress', '2022-05-01', 'x' FROM tasks WHERE code LIKE 'G.%' AND position % 2 = 0;
INSERT INTO task_targets (task_id, target_id, certainty)
SELECT id, (ARRAY(SELECT id FROM targets ORDER BY code))[1 + position % 60], 'certain'
FROM tasks WHERE code LIKE 'G.%';
ANALYZE"""


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Any]:
    """On a database with five thousand generated tasks."""
    opened = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    await opened.execute(GENERATED)
    yield opened
    await opened.close()


async def test_a_page_never_scans_the_table(connection: Any) -> None:
    reader = plans.Explained(connection)
    organisation = await connection.fetchval("SELECT owner_organisation_id FROM tasks WHERE code = 'G.40'")
    group = await connection.fetchval("SELECT group_id FROM tasks WHERE code = 'G.1'")
    target = await connection.fetchval("SELECT target_id FROM task_targets LIMIT 1")
    expected = {
        values.Filter(): "tasks_order",
        values.Filter(kind="plan"): "tasks_",
        values.Filter(group_id=group): "tasks_group_order",
        values.Filter(main_index=2): "tasks_",
        values.Filter(q="nhiem vu so 4999"): "tasks_search",
        values.Filter(owner_id=organisation): "tasks_owner_",
        values.Filter(lead_id=organisation): "task_parties_organisation",
        values.Filter(target_id=target): "task_targets_target",
        values.Filter(due_before=dt.date(2022, 7, 1)): "tasks_",
        values.Filter(overdue=True): "tasks_",
    }
    for wanted, index in expected.items():
        for after in ((None, None), LATER):
            at = Moment(dt.date(2022, 11, 1))
            plan = (await repository.page(reader, at, wanted, after=after, limit=50, total=False)).decode()
            assert f"using {index}" in plan or f"Scan on {index}" in plan, (wanted, plan)
            assert "Seq Scan on tasks" not in plan, (wanted, plan)
            assert "Seq Scan on task_parties" not in plan, (wanted, plan)


@pytest.mark.parametrize("known", [None, dt.datetime(2040, 1, 1, tzinfo=dt.UTC)])
async def test_a_later_page_begins_at_its_place_in_the_index(connection: Any, known: dt.datetime | None) -> None:
    at = Moment(dt.date(2022, 11, 1), known)
    page = await repository.page(plans.Explained(connection), at, values.Filter(), after=LATER, limit=50, total=False)
    plan = page.decode()
    assert "Index Cond: (ROW(" in plan, plan
    assert "Seq Scan on tasks" not in plan.replace("Seq Scan on tasks_past", ""), plan


async def test_every_page_is_reached_and_none_twice(connection: Any, database: db.Database) -> None:
    wanted = values.Filter(status="in_progress")
    seen: list[str] = []
    after: tuple[Any, ...] = (None, None)
    while True:
        at = Moment(dt.date(2022, 11, 1))
        page = orjson.loads(await repository.page(database.reader, at, wanted, after=after, limit=200, total=not seen))
        if not seen:
            assert page["total"] == 2500
        seen += [item["code"] for item in page["items"]]
        if page["next_keys"] is None:
            break
        after = (page["next_keys"][0], uuid.UUID(page["next_keys"][1]))
    assert len(seen) == len(set(seen)) == 2500
