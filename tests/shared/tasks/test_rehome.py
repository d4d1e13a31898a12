"""Tasks pass to the successor of an organisation that ended: in the same transaction, with their history, once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
import pytest

from shared.catalog import install, read
from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations.values import organisation_id
from shared.tasks import service, values

# Not those of which the catalog itself states what became of them.
OLD, NEW, OTHER = "so-tai-chinh", "so-ke-hoach-va-dau-tu", "so-noi-vu"
MARCH = dt.date(2025, 3, 1)
BEFORE, AFTER = dt.date(2025, 2, 28), MARCH
CHANGE = uuid.UUID(int=1)


async def rehome(database: db.Database, *successors: str, on: dt.date = MARCH, old: str = OLD, change: int = 1) -> int:
    async with database.transaction() as session:
        return await service.rehome(
            session,
            organisation_id(old),
            [organisation_id(slug) for slug in successors],
            on=on,
            change=uuid.UUID(int=change),
        )


async def led(database: db.Database, lead: str, day: dt.date, known: dt.datetime | None = None) -> set[str]:
    wanted = values.Filter(lead_id=organisation_id(lead))
    page = await service.list_page(database.reader, Moment(day, known), wanted, after=(None, None), limit=200)
    return {item["code"] for item in orjson.loads(page)["items"]}


async def shown(database: db.Database, code: str, day: dt.date) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((await service.get(database.reader, Moment(day), code)).body)
    return found


NAMED = {task.code for task in read.catalog().remedial_tasks if task.owner.organisation == OLD}


async def test_what_an_ended_organisation_led_its_successor_leads(database: db.Database) -> None:
    both = NAMED | await led(database, NEW, AFTER)
    now = (await database.reader.rows("SELECT now()"))[0]["now"]
    assert await rehome(database, NEW) > 0
    assert await led(database, OLD, BEFORE) == NAMED
    assert await led(database, OLD, AFTER) == set()
    assert await led(database, NEW, AFTER) == both
    assert await led(database, OLD, AFTER, now) == NAMED, "as it was known before the change was recorded"
    task = await shown(database, min(NAMED), AFTER)
    assert (task["owner"]["slug"], task["lead"]["slug"], task["lead"]["since"]) == (OLD, NEW, "2025-03-01")


async def test_saying_it_again_changes_nothing_and_so_does_the_catalog(database: db.Database) -> None:
    assert await rehome(database, NEW) > 0
    assert await rehome(database, NEW) == 0
    async with database.transaction() as session:
        assert (await install.install(session, read.catalog()))["tasks"] == 0
    assert await led(database, OLD, AFTER) == set()


async def test_partners_pass_on_and_nobody_stands_twice(database: db.Database) -> None:
    await rehome(database, NEW)
    page = await service.list_page(database.reader, Moment(AFTER), values.Filter(), after=(None, None), limit=200)
    for item in orjson.loads(page)["items"]:
        everybody = [item["lead"], *item["co_leads"], *item["partners"]]
        slugs = [party["slug"] for party in everybody]
        assert OLD not in slugs
        assert len(slugs) == len(set(slugs)), item["code"]


async def test_another_day_or_successor_of_the_same_change_takes_its_place(database: db.Database) -> None:
    await rehome(database, NEW)
    assert await rehome(database, OTHER, on=dt.date(2025, 4, 1)) > 0
    assert await led(database, OLD, AFTER) == NAMED
    assert await led(database, OTHER, dt.date(2025, 4, 1)) >= NAMED


async def test_a_change_taken_back_gives_the_tasks_back(database: db.Database) -> None:
    whole = await led(database, NEW, AFTER)
    await rehome(database, NEW)
    assert await rehome(database) > 0
    assert (await led(database, OLD, AFTER), await led(database, NEW, AFTER)) == (NAMED, whole)


async def test_a_chain_recorded_backwards_ends_where_it_should(database: db.Database) -> None:
    await rehome(database, OTHER, old=NEW, on=dt.date(2025, 7, 1), change=2)
    await rehome(database, NEW)
    assert await led(database, NEW, dt.date(2025, 6, 30)) >= NAMED
    assert await led(database, NEW, dt.date(2025, 7, 1)) == set()
    assert await led(database, OTHER, dt.date(2025, 7, 1)) >= NAMED


async def test_a_failing_transaction_moves_nothing(database: db.Database) -> None:
    with pytest.raises(RuntimeError, match="no"):
        await _moved_and_failed(database)
    assert await led(database, OLD, AFTER) == NAMED


async def _moved_and_failed(database: db.Database) -> None:
    async with database.transaction() as session:
        await service.rehome(session, organisation_id(OLD), [organisation_id(NEW)], on=MARCH, change=CHANGE)
        raise RuntimeError("no")


async def test_the_real_case_of_2025_is_in_the_catalog(database: db.Database) -> None:
    """Information and Communications passed into Science and Technology in March 2025."""
    ended, heir = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"
    named = {task.code for task in read.catalog().remedial_tasks if task.owner.organisation == ended}
    assert await led(database, ended, dt.date(2025, 2, 28)) == named
    assert await led(database, ended, dt.date(2025, 3, 1)) == set()
    assert named <= await led(database, heir, dt.date(2025, 3, 1))


async def test_nothing_is_without_a_lead_in_force_today(database: db.Database) -> None:
    row = await database.reader.row(
        "SELECT array_agg(t.code) AS codes FROM tasks t WHERE t.superseded_at = 'infinity' AND NOT EXISTS"
        " (SELECT FROM task_parties p LEFT JOIN organisation_versions v ON v.organisation_id = p.organisation_id"
        " AND v.superseded_at = 'infinity' AND v.valid_from <= $1 AND $1 < v.valid_to"
        " WHERE p.task_id = t.id AND p.role = 'lead' AND p.superseded_at = 'infinity' AND p.valid_from <= $1"
        " AND $1 < p.valid_to AND (p.group_id IS NOT NULL OR v.id IS NOT NULL))",
        dt.date(2026, 11, 22),
    )
    assert row == {"codes": None}


async def test_a_task_that_was_done_before_the_day_stays_with_who_led_it(database: db.Database) -> None:
    done, opened = sorted(NAMED)[:2]
    async with database.transaction() as session:
        for code in (done, opened):
            await db.execute(
                session,
                "INSERT INTO task_deliverables (id, task_id, organisation_id, title, file_name, media_type, size_bytes,"
                " sha256, submitted_by) SELECT gen_random_uuid(), t.id, t.owner_organisation_id, 'x', 'x', 'x', 1,"
                " t.code, 'x' FROM tasks t WHERE t.code = :code",
                code=code,
            )
        await db.execute(
            session,
            "INSERT INTO deliverable_decisions (id, deliverable_id, verdict, decided_by, organisation_id,"
            " same_organisation) SELECT gen_random_uuid(), d.id, 'accept', 'x', d.organisation_id, false"
            " FROM task_deliverables d",
        )
        await db.execute(
            session,
            "INSERT INTO task_statuses (task_id, status, effective_on, recorded_by) SELECT id, 'done',"
            " CASE code WHEN :done THEN DATE '2024-01-01' ELSE DATE '2025-06-01' END, 'x' FROM tasks"
            " WHERE code IN (:done, :opened)",
            done=done,
            opened=opened,
        )
    await rehome(database, NEW)
    later = dt.date(2026, 1, 1)
    assert (await shown(database, done, later))["lead"]["slug"] == OLD
    assert (await shown(database, opened, later))["lead"]["slug"] == NEW
    assert await led(database, OLD, later) == {done}
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO deliverable_decisions (id, deliverable_id, verdict, note, decided_by, organisation_id,"
            " same_organisation) SELECT gen_random_uuid(), d.id, 'reject', 'x', 'x', d.organisation_id, false"
            " FROM task_deliverables d JOIN tasks t ON t.id = d.task_id WHERE t.code = :code",
            code=done,
        )
    taken_back = await shown(database, done, later)
    assert (taken_back["status"], taken_back["lead"]["slug"]) == ("in_progress", NEW), "what is open is the successor's"
