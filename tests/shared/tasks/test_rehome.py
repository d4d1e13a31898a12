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

OLD, NEW, OTHER = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe", "so-noi-vu"
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
