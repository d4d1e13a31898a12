"""The register of a province after ten years is read by index: pages, searches, children, a day long ago, the tree."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import hierarchies_repository, register_repository, repository, values
from tests import databases
from tests.plans import Explained

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.planner]
UNITS = 3_500
LATER = ("M", uuid.UUID(int=0))
# Each renamed once; every seventh has a code, every third a place in another hierarchy.
GENERATED = f"""
INSERT INTO organisations (id, slug, kind, level)
SELECT md5('unit ' || n)::uuid, 'unit-' || n, 'commune', 'commune' FROM generate_series(1, {UNITS}) n;
INSERT INTO organisation_versions (id, organisation_id, name, sort_key, parent_id, valid_from, valid_to, source_id,
    certainty)
SELECT gen_random_uuid(), md5('unit ' || n)::uuid, 'Xã số ' || n || y.part, chr(65 + n % 26) || md5(n || ''),
    CASE WHEN n <= 50 THEN p.id ELSE md5('unit ' || 1 + n % 50)::uuid END, y.since, y.until, s.id, 'certain'
FROM generate_series(1, {UNITS}) n, (SELECT id FROM organisations WHERE slug = 'tinh-tuyen-quang') p,
    (SELECT id FROM sources LIMIT 1) s,
    (VALUES (' cũ', date '-infinity', date '2020-01-01'), ('', date '2020-01-01', date 'infinity'))
        y (part, since, until);
INSERT INTO organisation_identifiers (organisation_id, code, status, source_id, certainty)
SELECT md5('unit ' || n)::uuid, 'T.' || n, 'unconfirmed', s.id, 'certain'
FROM generate_series(1, {UNITS}, 7) n, (SELECT id FROM sources LIMIT 1) s;
WITH stated AS (
    INSERT INTO organisation_placement_statements (organisation_id, hierarchy, parent_id, source_id, certainty)
    SELECT md5('unit ' || n)::uuid, 'sectoral', md5('unit 1')::uuid, s.id, 'certain'
    FROM generate_series(2, {UNITS}, 3) n, (SELECT id FROM sources LIMIT 1) s RETURNING *)
INSERT INTO organisation_placements (statement_id, organisation_id, hierarchy, parent_id, source_id, certainty)
SELECT id, organisation_id, hierarchy, parent_id, source_id, certainty FROM stated;
ANALYZE"""


class AlsoRows(Explained):
    """The same for what is read as rows."""

    async def rows(self, sql: str, *args: object) -> db.Rows:
        """The plan as one row."""
        return [{"plan": (await self.json(sql, *args)).decode()}]

    async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
        """The plan as one row."""
        return (await self.rows(sql, *args))[0]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def reader(module_database_url: str) -> AsyncIterator[AlsoRows]:
    """Over a register of 3,500 organisations more."""
    connection = await databases.connect(module_database_url)
    await connection.execute(GENERATED)
    yield AlsoRows(connection)
    await connection.close()


# The tables that grow with the register; those of a few rows (also the members of groups, which are the catalog's alone
# here) are read whole with good reason.
GROWING = {
    *("organisations", "organisation_versions", "organisation_identifiers", "organisation_placements", "sources"),
}


def _scanned(plan: str) -> set[str]:
    """The tables among them that a plan reads from end to end."""
    return GROWING & set(re.findall(r"Seq Scan on (\w+)", plan))


BY_INDEX = {
    "list": (values.Filter(), "organisation_versions_sort"),
    "level": (values.Filter(level="commune"), "organisation_versions_sort"),
    "children": (values.Filter(parent_id=uuid.UUID(int=1)), "organisation_versions_parent"),
    "search": (values.Filter(q="xa so 3499"), "organisation_versions_search"),
    "place": (values.Filter(hierarchy="sectoral", parent_id=uuid.UUID(int=1)), "organisation_placements_hierarchy"),
}


@pytest.mark.parametrize("day", [dt.date(2022, 11, 1), dt.date(2019, 12, 31)])
@pytest.mark.parametrize("after", [(None, None), LATER])
@pytest.mark.parametrize("question", BY_INDEX)
async def test_a_page_is_read_by_index(reader: AlsoRows, question: str, after: tuple[Any, ...], day: dt.date) -> None:
    wanted, index = BY_INDEX[question]
    plan = (await repository.page(reader, Moment(day), wanted, after=after, limit=50, total=False)).decode()
    assert f"using {index}" in plan or f"Scan on {index}" in plan, plan
    assert not _scanned(plan), plan


async def test_a_later_page_begins_at_its_place_in_the_index(reader: AlsoRows) -> None:
    at = Moment(dt.date(2022, 11, 1))
    plan = (await repository.page(reader, at, values.Filter(), after=LATER, limit=50, total=False)).decode()
    assert "Index Cond: (ROW(" in plan, plan


async def test_one_organisation_is_read_by_index(reader: AlsoRows) -> None:
    plan = (await repository.find(reader, Moment(dt.date(2022, 11, 1)), "unit-7") or b"").decode()
    assert not _scanned(plan), plan


@pytest.mark.parametrize("hierarchy", ["administrative", "sectoral"])
async def test_a_tree_reads_each_table_once(reader: AlsoRows, hierarchy: str) -> None:
    """Half of all versions are in it: they are read in one go, and what hangs on each by index."""
    found = await hierarchies_repository.tree_row(reader, Moment(dt.date(2022, 11, 1)), hierarchy)
    head, *hanging = str((found or {})["plan"]).split("SubPlan")
    assert not any(map(_scanned, hanging)), found
    assert head.count("Seq Scan on organisation_versions") <= 1, found


async def test_an_export_reads_each_table_once(reader: AlsoRows) -> None:
    (found,) = await register_repository.list_exported(reader, Moment(dt.date(2022, 11, 1)))
    assert not any(found["plan"].count(f"Seq Scan on {table} ") > 1 for table in GROWING), found["plan"]
    assert "SubPlan" not in found["plan"], found["plan"]


@pytest.mark.parametrize("hierarchy", ["administrative", "sectoral"])
async def test_the_way_up_is_read_by_index(reader: AlsoRows, hierarchy: str) -> None:
    """It is asked for every row that is written: reading all places for each made a large file take minutes."""
    asked = "SELECT * FROM superiors_of($1::uuid, $2::text, $3::uuid, daterange($4::date, $5::date))"
    days = (dt.date(2020, 1, 1), dt.date(2025, 7, 1))
    plan = (await reader.json(asked, uuid.UUID(int=1), hierarchy, uuid.UUID(int=2), *days)).decode()
    assert "Recursive Union" in plan, plan
    assert not _scanned(plan), plan
