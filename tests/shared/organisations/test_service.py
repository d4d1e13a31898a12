"""What other domains ask of the register."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import errors, hierarchies, service, values

DEPARTMENT = "so-thong-tin-va-truyen-thong"
DISTRICTS = values.group_id("ubnd-huyen-thanh-pho")
DAY = dt.date(2022, 11, 1)


async def test_an_organisation_is_known_by_slug_and_by_id_at_both_doors(database: db.Database) -> None:
    wanted = values.organisation_id(DEPARTMENT)
    async with database.transaction() as session:
        for door in (session, database.reader):
            for key in (DEPARTMENT, str(wanted), wanted):
                assert await service.id_of(door, key) == wanted


@pytest.mark.parametrize("key", ["nobody", "", "\x00", str(uuid.UUID(int=0)), "SO-THONG-TIN-VA-TRUYEN-THONG"])
async def test_an_unknown_one_is_named(database: db.Database, key: str) -> None:
    async with database.transaction() as session:
        for door in (session, database.reader):
            with pytest.raises(errors.OrganisationNotFound) as refused:
                await service.id_of(door, key)
            assert refused.value.facts == {"organisation": key}


@pytest.mark.parametrize(
    ("slug", "duty", "on", "has"),
    [
        (DEPARTMENT, "coordination", dt.date(2022, 4, 12), True),
        (DEPARTMENT, "coordination", dt.date(2022, 4, 11), False),
        (DEPARTMENT, "cooking", dt.date(2022, 4, 12), False),
        ("so-noi-vu", "coordination", dt.date(2022, 4, 12), False),
    ],
)
async def test_a_duty_begins_with_its_document(
    database: db.Database, slug: str, duty: str, on: dt.date, *, has: bool
) -> None:
    async with database.transaction() as session:
        assert (await service.standing(session, slug, duty, on=on)).holds_duty is has


async def test_a_group_has_its_members_in_alphabetical_order(database: db.Database) -> None:
    empty = values.group_id("cac-to-chuc")
    async with database.transaction() as session:
        members = await service.members_of_groups(session, [DISTRICTS, empty], on=DAY)
    assert members[DISTRICTS] == [
        values.organisation_id(slug)
        for slug in ("huyen-chiem-hoa", "huyen-ham-yen", "huyen-lam-binh", "huyen-na-hang", "huyen-son-duong",
                     "huyen-yen-son", "thanh-pho-tuyen-quang")
    ]  # fmt: skip
    assert members[empty] == []


async def test_an_abolished_organisation_leaves_its_groups_and_the_tree_on_the_day(database: db.Database) -> None:
    gone = values.organisation_id("huyen-yen-son")
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE organisation_versions SET valid_to = '2025-07-01' WHERE organisation_id = :id",
            id=gone,
        )
    async with database.transaction() as session:
        before = await service.members_of_groups(session, [DISTRICTS], on=dt.date(2025, 6, 30))
        after = await service.members_of_groups(session, [DISTRICTS], on=dt.date(2025, 7, 1))
    assert (gone in before[DISTRICTS], gone in after[DISTRICTS]) == (True, False)
    for day, held in ((dt.date(2025, 6, 30), True), (dt.date(2025, 7, 1), False)):
        assert (b"huyen-yen-son" in await hierarchies.tree(database.reader, Moment(day), values.ADMINISTRATIVE)) is held


async def test_what_was_known_before_a_correction_stays_readable(database: db.Database) -> None:
    before = json.loads(await service.get(database.reader, Moment(DAY), "so-noi-vu"))
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE organisation_versions SET superseded_at = now() WHERE organisation_id = :id",
            id=values.organisation_id("so-noi-vu"),
        )
        await db.execute(
            session,
            "INSERT INTO organisation_versions (id, organisation_id, name, sort_key, source_id, certainty)"
            " SELECT gen_random_uuid(), organisation_id, 'Tên mới', 'X', source_id, certainty"
            " FROM organisation_versions WHERE organisation_id = :id",
            id=values.organisation_id("so-noi-vu"),
        )
    now = json.loads(await service.get(database.reader, Moment(DAY), "so-noi-vu"))
    then = await service.get(database.reader, Moment(DAY, dt.datetime.fromisoformat(before["known_at"])), "so-noi-vu")
    assert now["name"] == "Tên mới"
    assert json.loads(then) == before


async def test_two_versions_on_one_day_are_impossible(database: db.Database) -> None:
    with pytest.raises(Exception, match="one_version_a_day"):
        async with database.transaction() as session:
            await db.execute(
                session,
                "INSERT INTO organisation_versions (id, organisation_id, name, sort_key,"
                " source_id, certainty, valid_from) SELECT gen_random_uuid(), organisation_id, 'Hai', 'X',"
                " source_id, certainty, '2022-01-01' FROM organisation_versions LIMIT 1",
            )
