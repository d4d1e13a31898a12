"""Hierarchies beside each other: one unit in three, and nobody below itself in any of them on any day."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from shared.catalog import install, read
from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import errors as register
from shared.organisations import hierarchies, service, values
from shared.organisations import statements_errors as errors
from tests import databases
from tests.shared.organisations.stating import ADMIN, ALWAYS, PLACEMENT, place

DAY = dt.date(2022, 11, 1)
ROUND = ("so-noi-vu", "so-tu-phap", "so-cong-thuong")
_MOVED = (
    "UPDATE organisation_versions SET superseded_at = clock_timestamp() WHERE superseded_at = 'infinity'"
    " AND organisation_id = (SELECT id FROM organisations WHERE slug = $1)"
)
_BELOW = (
    "INSERT INTO organisation_versions SELECT (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(),"
    " 'recorded_at', clock_timestamp(), 'superseded_at', 'infinity', 'parent_id', u.id))).*"
    " FROM organisation_versions v JOIN organisations o ON o.id = v.organisation_id, organisations u"
    " WHERE o.slug = $1 AND u.slug = $2 ORDER BY v.superseded_at DESC LIMIT 1"
)


async def placed(database: db.Database, wanted: hierarchies.Wanted) -> dict[str, Any]:
    """What an administrator states, committed."""
    async with database.transaction() as session:
        found: dict[str, Any] = json.loads((await hierarchies.place(session, ADMIN, wanted)).body)
    return found


async def tree(database: db.Database, hierarchy: str, day: dt.date = DAY, known_at: Any = None) -> dict[str, str]:
    """Each organisation of a tree with the one above it, '' for a root."""
    found = json.loads(await hierarchies.tree(database.reader, Moment(day, known_at), hierarchy))
    assert found["hierarchy"] == hierarchy
    return dict(_above("", found["roots"]))


def _above(superior: str, nodes: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node["slug"], superior
        yield from _above(node["slug"], node["children"])


@pytest.fixture
async def raw(database_url: str) -> Any:
    """A connection that no rule of ours stands before."""
    opened = await databases.connect(database_url)
    yield opened
    await opened.close()


async def test_one_unit_stands_in_three_hierarchies(database: db.Database) -> None:
    trees = {code: await tree(database, code) for code in ("administrative", "sectoral", "index_ownership")}
    assert {code: found["so-tai-chinh"] for code, found in trees.items()} == {
        "administrative": "ubnd-tinh",
        "sectoral": "bo-tai-chinh",
        "index_ownership": "so-thong-tin-va-truyen-thong",
    }
    assert trees["index_ownership"]["so-thong-tin-va-truyen-thong"] == "ubnd-tinh"
    shown = json.loads(await service.get(database.reader, Moment(DAY), "so-tai-chinh"))
    assert (shown["parent"], shown["placements"]) == (
        "ubnd-tinh",
        [
            {"hierarchy": "sectoral", "superior": "bo-tai-chinh"},
            {"hierarchy": "index_ownership", "superior": "so-thong-tin-va-truyen-thong"},
        ],
    )


async def test_an_organisation_stands_in_a_tree_once_and_only_if_it_has_a_place_there(database: db.Database) -> None:
    found = json.loads(await hierarchies.tree(database.reader, Moment(DAY), "sectoral"))
    slugs = [slug for slug, _ in _above("", found["roots"])]
    assert len(slugs) == len(set(slugs)) == 2 * len([p for p in read.catalog().placements if p.hierarchy == "sectoral"])
    assert found["hierarchy_name"] == {"vi": "Ngành dọc", "en": "Sectoral"}
    (below,) = next(node for node in found["roots"] if node["slug"] == "bo-tai-chinh")["children"]
    assert (below["placement"]["certainty"], below["placement"]["source"]["clause"]) == (
        "derived",
        "II.2.2, gạch đầu dòng 4",
    )


async def test_a_place_holds_on_its_days_only(database: db.Database) -> None:
    assert "so-cong-thuong" not in await tree(database, "index_ownership", dt.date(2022, 10, 2))
    assert "so-cong-thuong" in await tree(database, "index_ownership", dt.date(2022, 10, 3))


async def test_the_index_is_owned_today_as_it_was_in_2022(database: db.Database) -> None:
    """Where the coordinating department stood its successor stands, on every day one of them."""
    was, became = "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"
    for day, owner in ((dt.date(2025, 2, 28), was), (dt.date(2025, 3, 1), became), (dt.date(2026, 11, 22), became)):
        found = await tree(database, "index_ownership", day)
        assert (found[owner], found["so-tai-chinh"], found["viettel-tuyen-quang"]) == ("ubnd-tinh", owner, owner)
        assert [slug for slug, above in found.items() if not above] == ["ubnd-tinh"]


async def test_the_hierarchies_are_listed_with_how_many_stand_in_each(database: db.Database) -> None:
    listed = json.loads(await hierarchies.list_all(database.reader, Moment(DAY)))
    counted = {row["code"]: row["placed"] for row in listed["items"]}
    assert list(counted) == ["administrative", "sectoral", "index_ownership"]
    for code, count in counted.items():
        assert count == len([above for above in (await tree(database, code)).values() if above])


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        (((None, None), (None, None), (None, None)), True),
        ((("2022-01-01", "2022-03-01"), ("2022-02-01", None), (None, "2022-02-02")), True),  # 1 February alone
        ((("2022-01-01", "2022-03-01"), ("2022-02-01", None), (None, "2022-02-01")), False),
        ((("2022-01-01", "2022-03-01"), ("2022-03-01", None), (None, None)), False),
    ],
)
async def test_nobody_stands_below_itself_on_any_day(
    database: db.Database, raw: asyncpg.Connection, days: Any, *, refused: bool
) -> None:
    first, second, third = (
        place(one, other, *between) for one, other, between in zip(ROUND, [*ROUND[1:], ROUND[0]], days, strict=True)
    )
    await placed(database, first)
    await placed(database, second)
    if not refused:
        await placed(database, third)
        return
    with pytest.raises(errors.BelowItself) as told:
        await placed(database, third)
    assert told.value.facts["way"] == "so-cong-thuong → so-noi-vu → so-tu-phap → so-cong-thuong"
    assert [finding.field for finding in told.value.findings] == ["superior"]
    limits = [ALWAYS[side] if day is None else dt.date.fromisoformat(day) for side, day in enumerate(days[2])]
    with pytest.raises(asyncpg.CheckViolationError, match="below itself"):
        await raw.execute(PLACEMENT, ROUND[2], "sectoral", ROUND[0], *limits)


async def test_of_two_writers_who_close_a_circle_together_one_is_refused(database: db.Database) -> None:
    given = await asyncio.gather(
        placed(database, place("so-noi-vu", "so-tu-phap")),
        placed(database, place("so-tu-phap", "so-noi-vu")),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in given) == ["BelowItself", "dict"]


@pytest.mark.parametrize("hierarchy", ["sectoral", "administrative"])
async def test_the_database_refuses_the_second_of_two_whoever_writes(database_url: str, hierarchy: str) -> None:
    """Neither sees the other's row before both have written."""
    one, other = [await databases.connect(database_url) for _ in range(2)]
    for connection in (one, other):
        await connection.execute("BEGIN")
    for connection, (slug, superior) in ((one, ROUND[:2]), (other, ROUND[1::-1])):
        if hierarchy == "administrative":
            await connection.execute(_MOVED, slug)
            await connection.execute(_BELOW, slug, superior)
        else:
            await connection.execute(PLACEMENT, slug, hierarchy, superior, *ALWAYS)
    await one.execute("COMMIT")
    with pytest.raises(asyncpg.CheckViolationError, match=f"below itself in the hierarchy {hierarchy}"):
        await other.execute("COMMIT")
    for connection in (one, other):
        await connection.close()


async def test_a_superior_may_change_places_with_its_subordinate_in_one_transaction(
    raw: asyncpg.Connection, database: db.Database
) -> None:
    """Asked at the commit, not row by row: in between there is a circle."""
    await raw.execute(PLACEMENT, ROUND[0], "sectoral", ROUND[1], *ALWAYS)
    async with raw.transaction():
        await raw.execute(PLACEMENT, ROUND[1], "sectoral", ROUND[0], *ALWAYS)
        await raw.execute(
            "UPDATE organisation_placements SET superseded_at = now() WHERE parent_id ="
            " (SELECT id FROM organisations WHERE slug = $1)",
            ROUND[1],
        )
    assert (await tree(database, "sectoral"))[ROUND[1]] == ROUND[0]


async def test_a_second_superior_on_a_day_is_refused_naming_the_first(database: db.Database) -> None:
    with pytest.raises(errors.AlreadyPlaced) as refused:
        await placed(database, place("so-tai-chinh", "bo-giao-duc-va-dao-tao", "2022-01-01"))
    assert refused.value.facts["superior"] == "bo-tai-chinh"
    moved = place("so-tai-chinh", "bo-giao-duc-va-dao-tao", replaces=refused.value.facts["statement"])
    then = (await database.reader.rows("SELECT now()"))[0]["now"]
    await placed(database, moved)
    assert (await tree(database, "sectoral"))["so-tai-chinh"] == "bo-giao-duc-va-dao-tao"
    assert (await tree(database, "sectoral", known_at=then))["so-tai-chinh"] == "bo-tai-chinh"
    with pytest.raises(errors.StatementSuperseded):
        await placed(database, moved)
    async with database.transaction() as session:  # the catalog does not move it back
        assert (await install.install(session, read.catalog()))["hierarchies"] == 0
    assert (await tree(database, "sectoral"))["so-tai-chinh"] == "bo-giao-duc-va-dao-tao"


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (place("so-noi-vu", "ubnd-tinh", hierarchy="nowhere"), errors.NoSuchHierarchy),
        (place("so-noi-vu", "ubnd-tinh", hierarchy=values.ADMINISTRATIVE), errors.PlacedByChange),
        (place("so-noi-vu", "nobody"), register.NoSuchOrganisation),
        (place("nobody", "so-noi-vu"), register.OrganisationNotFound),
        (place("so-noi-vu", "so-noi-vu"), errors.BelowItself),
        (place("so-noi-vu", "ubnd-tinh", "2022-01-02", "2022-01-01"), errors.DaysEmpty),
    ],
)
async def test_what_a_place_cannot_be(
    database: db.Database, wanted: hierarchies.Wanted, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await placed(database, wanted)


async def test_an_unknown_tree_is_refused_naming_those_there_are(database: db.Database) -> None:
    with pytest.raises(errors.NoSuchHierarchy) as refused:
        await hierarchies.tree(database.reader, Moment(DAY), "nowhere")
    assert refused.value.facts["known"] == ["administrative", "sectoral", "index_ownership"]
