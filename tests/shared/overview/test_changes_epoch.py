"""A cursor is good on the history that gave it out, for the rights it was given for, while deletions are kept."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from shared.kit import callers, db
from shared.kit.web.pages import CursorNotOurs
from shared.overview.changes import cursor, errors, values
from shared.overview.changes import service as changes
from tests import databases, feeds, servers


async def _read(database: db.Database, place: values.Place | None) -> values.Page:
    return await changes.page(database, feeds.ALL, feeds.TODAY, after=place, limit=10)


async def _place(database: db.Database) -> values.Place:
    place = (await feeds.Copy(database).catch_up()).place
    assert place is not None
    return place


async def test_a_copy_of_the_database_is_another_history(database: db.Database, server_urls: servers.Urls) -> None:
    place = await _place(database)
    name = f"test_{uuid.uuid4().hex[:16]}"
    await database.close()
    url = await databases.create(server_urls.database, name, database.url.partition("?")[0].rpartition("/")[2])
    copied = db.Database(url, pool_size=2, caller=callers.SYSTEM)
    await copied.open()
    with pytest.raises(errors.FeedMoved):
        await _read(copied, place)
    assert (await _read(copied, None)).more
    await copied.close()
    await databases.drop(server_urls.database, name)
    await database.open()
    assert (await _read(database, place)).items == "[]"


@pytest.mark.parametrize(
    "change",
    [{"epoch": uuid.UUID(int=7)}, {"xid": 2**40}, {"xid": 2**64 - 1, "sequence": 2**63 - 1}],
    ids=["unknown epoch", "in the future", "at the end of all numbers"],
)
async def test_a_place_that_this_history_does_not_have_is_refused(
    database: db.Database, change: dict[str, Any]
) -> None:
    place = await _place(database)
    with pytest.raises(errors.FeedMoved):
        await _read(database, dataclasses.replace(place, **change))


async def test_after_a_restart_what_was_read_before_goes_on_and_what_was_lost_does_not(database: db.Database) -> None:
    """The server is started again on the state before the last transactions, as from a snapshot of its disk."""
    place = await _place(database)
    writer = await feeds.connect(database)
    await feeds.measure(writer)
    lost = await _place(database)
    assert lost.xid > place.xid
    await writer.execute("UPDATE change_epochs SET started_at = started_at - interval '1 day'")
    assert await changes.begin(database)
    await writer.execute(
        "UPDATE change_epochs SET first_xid = $1::text::xid8 WHERE id = (SELECT max(id) FROM change_epochs)",
        str(place.xid),
    )
    assert not await changes.begin(database), "a start is noted once"
    assert (await _read(database, place)).next.epoch != place.epoch
    with pytest.raises(errors.FeedMoved):
        await _read(database, lost)
    await writer.close()


async def test_a_restart_noted_too_late_trusts_no_cursor_from_before(database: db.Database) -> None:
    place = await _place(database)
    writer = await feeds.connect(database)
    await writer.execute("UPDATE change_epochs SET started_at = started_at - interval '1 day'")
    assert await changes.begin(database)
    await writer.execute(
        "UPDATE change_epochs SET first_xid = '0' WHERE id = (SELECT max(id) FROM change_epochs)",
    )
    with pytest.raises(errors.FeedMoved):
        await _read(database, place)
    await writer.close()


async def test_heads_from_another_server_are_served_at_once(database: db.Database) -> None:
    """Restored from a dump their places are numbers of transactions that this server has not reached."""
    whole = await feeds.Copy(database).catch_up()
    writer = await feeds.connect(database)
    await writer.execute("UPDATE change_heads SET xid = '99999999999'")
    await writer.execute("UPDATE change_epochs SET cluster = '1/00000001/1'")
    assert (await feeds.Copy(database).catch_up()).rows == whole.rows
    await writer.close()


async def test_heads_from_another_server_wait_for_whoever_is_older_than_the_reading_that_moved_them(
    database: db.Database,
) -> None:
    whole = await feeds.Copy(database).catch_up()
    writer, slow = await feeds.connect(database), await feeds.connect(database)
    await writer.execute("UPDATE change_heads SET xid = '99999999999'")
    await writer.execute("UPDATE change_epochs SET cluster = '1/00000001/1'")
    held = slow.transaction()
    await held.start()
    await slow.execute("SELECT pg_current_xact_id()")
    copy = feeds.Copy(database)
    assert (await copy.pull(), copy.rows) == (False, {})
    await held.rollback()
    assert (await copy.catch_up()).rows == whole.rows
    for connection in (writer, slow):
        await connection.close()


async def test_what_another_server_forgot_makes_no_cursor_of_this_one_too_old(database: db.Database) -> None:
    """Restored from a dump the horizon is a number of a transaction that this server has not reached."""
    writer = await feeds.connect(database)
    await writer.execute("UPDATE change_heads SET xid = '99999999999', since = '99999999998'")
    await writer.execute("UPDATE change_horizon SET forgotten = '99999999999'")
    await writer.execute("UPDATE change_epochs SET cluster = '1/00000001/1'")
    place = await _place(database)
    (added,) = await feeds.measure(writer)
    assert added in (await feeds.Copy(database, place=place).catch_up()).of("measurement")
    assert await writer.fetchval("SELECT count(*) FROM change_heads WHERE since > xid") == 0
    await writer.close()


async def test_a_cursor_older_than_the_deletions_that_are_kept_is_refused(database: db.Database) -> None:
    writer = await feeds.connect(database)
    deleted, moved = [await feeds.movable(writer) for _ in range(2)]
    before = await _place(database)
    await writer.execute("DELETE FROM obligations WHERE id = $1::text::uuid", deleted)
    await feeds.move(writer, moved, "so-tai-chinh")
    after = await _place(database)
    async with database.transaction() as session:
        assert await changes.forget(session, days=90) == 0
    assert (await feeds.Copy(database, place=before).catch_up()).seen != []
    for table in ("change_heads", "change_departures"):
        await writer.execute(f"UPDATE {table} SET changed_at = changed_at - interval '91 days'")
    async with database.transaction() as session:
        assert await changes.forget(session, days=90) == 2
    with pytest.raises(errors.CursorTooOld):
        await _read(database, before)
    await _read(database, after)
    assert (await _read(database, None)).more
    await writer.close()


async def test_a_cursor_given_for_other_rights_is_refused(database: db.Database) -> None:
    place = (await feeds.Copy(database, feeds.AGENCY).catch_up()).place
    for caller in (feeds.OTHER, feeds.ALL, feeds.principal("auditor", "so-noi-vu")):
        with pytest.raises(errors.RightsChanged):
            await changes.page(database, caller, feeds.TODAY, after=place, limit=1)
    approver = feeds.principal("approver", "so-noi-vu")
    assert (await changes.page(database, approver, feeds.TODAY, after=place, limit=1)).items == "[]"


@pytest.mark.parametrize("spoilt", ["", "x", "AAAA", "é", "=" * 40, "A" * 60])
def test_what_is_no_cursor_is_invalid(spoilt: str) -> None:
    with pytest.raises(CursorNotOurs):
        cursor.decode(spoilt)


def test_a_cursor_comes_back_and_no_single_sign_of_it_may_change() -> None:
    place = values.Place(uuid.uuid4(), 2**63, 12, b"12345678")
    text = cursor.encode(place)
    assert cursor.decode(text) == place
    for index, sign in enumerate(text[:-1]):
        with pytest.raises(CursorNotOurs):
            cursor.decode(text[:index] + ("A" if sign != "A" else "B") + text[index + 1 :])
