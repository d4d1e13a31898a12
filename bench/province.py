"""One province after ten years: its lists, its tree, readings as of a day, and the thousandth page."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from importlib import resources

import asyncpg

from bench import ratios, readings, sides
from bench.system import TODAY, System
from bench.table import Row
from shared.kit import callers, db, names
from shared.kit.moment import Moment
from shared.kit.web import pages
from shared.organisations import hierarchies
from shared.organisations import service as organisations
from shared.organisations import values as organisation_words
from shared.targets.measuring import service as measuring
from shared.targets.measuring import values as measured_words
from shared.tasks import service as tasks
from shared.tasks import values as task_words

ORGANISATIONS, MEASUREMENTS, TASKS = 3_500, 50_000, 5_000
AS_OF_FLOOR, DEEP_CEILING = 0.66, 1.1
_AMID = f"{ORGANISATIONS} organisations, {MEASUREMENTS} measurements, {TASKS} tasks beside the catalog"
LIMIT = 50
_DEEP = 1_000
# A tree of this size takes PostgreSQL a tenth of a second and more: 32 at once would wait for a connection too long.
_WHOLE_TREE = 4
_PROVINCE = "tinh-tuyen-quang"
_KINDS = ("Xã", "Phường", "Đơn vị", "An", "Ấp", "Ủy ban nhân dân xã")


def lists(day: dt.date) -> Sequence[readings.Reading]:
    """The lists and the tree."""
    at, limit = Moment(day), LIMIT
    return (
        readings.Reading(
            f"province: page of {limit} organisations",
            f"/v1/organisations?limit={limit}",
            lambda reader: organisations.list_page(
                reader, at, organisation_words.Filter(), after=(None, None), limit=limit
            ),
        ),
        readings.Reading(
            f"province: page of {limit} measurements",
            f"/v1/measurements?limit={limit}",
            lambda reader: measuring.list_page(reader, at, measured_words.Filter(), after=(None, None), limit=limit),
        ),
        readings.Reading(
            f"province: page of {limit} tasks",
            f"/v1/tasks?limit={limit}",
            lambda reader: tasks.list_page(reader, at, task_words.Filter(), after=(None, None), limit=limit),
        ),
        readings.Reading(
            "province: tree",
            "/v1/organisations/tree",
            lambda reader: hierarchies.tree(reader, at, organisation_words.ADMINISTRATIVE),
            "SELECT left(t.head, -1) || ', \"roots\": [' || array_to_string(t.items, ',') || ']}}' FROM ({}) t",
            _WHOLE_TREE,
        ),
    )


def rows(system: System, database_url: str, rounds: int) -> Iterator[Row]:
    """Measure on a database that holds the catalog. Raises RuntimeError when two sides do not send the same."""
    asyncio.run(generate(database_url))
    token = system.token("committee", _PROVINCE)
    day = dt.date.fromisoformat(TODAY)
    for reading in lists(day):
        yield readings.against_bare(system, database_url, reading, token, rounds, amid=_AMID)
    moment = f"as_of=2021-12-31&known_at={dt.datetime.now(dt.UTC).isoformat().replace('+00:00', 'Z')}"
    for name, path in (
        (f"page of {LIMIT} organisations", f"/v1/organisations?limit={LIMIT}"),
        (f"page of {LIMIT} measurements", f"/v1/measurements?limit={LIMIT}"),
        ("tree", "/v1/organisations/tree?hierarchy=administrative"),
    ):
        yield _as_of(system, database_url, (name, path, f"{path}&{moment}"), token, rounds)
    yield _deep(system, database_url, token, rounds)


def _as_of(system: System, database_url: str, asked: tuple[str, str, str], token: str, rounds: int) -> Row:
    name, now, then = asked
    settings = system.settings(database_url)
    past, current, stolen = readings.measured(
        system,
        (("services.targets_api", settings, then), ("services.targets_api", settings, now)),
        token,
        rounds,
        connections=_WHOLE_TREE if name == "tree" else sides.CONNECTIONS,
    )
    ratio = ratios.of_rounds(past.per_second(), current.per_second())
    return Row(
        figure=f"province: {name}, as of a day and an instant",
        measured=past.said(),
        baseline=f"the same today: {current.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_floor(ratio, AS_OF_FLOOR),
        notes=(f"floor {AS_OF_FLOOR}",),
    )


def _deep(system: System, database_url: str, token: str, rounds: int) -> Row:
    settings, first = system.settings(database_url), f"/v1/measurements?limit={LIMIT}"
    cursor = asyncio.run(_cursor_of_page(database_url, _DEEP))
    deep, shallow, stolen = readings.measured(
        system,
        (("services.targets_api", settings, f"{first}&cursor={cursor}"), ("services.targets_api", settings, first)),
        token,
        rounds,
    )
    # What one page costs: the inverse of how many are answered.
    ratio = ratios.of_rounds(shallow.per_second(), deep.per_second())
    return Row(
        figure=f"province: page {_DEEP:,} of measurements",
        measured=deep.said(),
        baseline=f"page 1: {shallow.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_ceiling(ratio, DEEP_CEILING),
        notes=(f"ceiling {DEEP_CEILING}, of the cost of a page",),
    )


async def generate(database_url: str) -> None:
    """Fill a database that holds the catalog."""
    called = [f"{_KINDS[number % len(_KINDS)]} số {number:04}" for number in range(ORGANISATIONS)]
    sorted_by = [names.sort_key(name) for name in called]
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    try:
        await connection.execute(_sql("organisations"), ORGANISATIONS, called, sorted_by)
        await connection.execute(_sql("measurements"), MEASUREMENTS)
        await connection.execute(_sql("tasks"), TASKS)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _sql(name: str) -> str:
    return resources.files("bench").joinpath("sql", f"{name}.sql").read_text("utf-8")


async def _cursor_of_page(database_url: str, page: int) -> str:
    """The cursor that the page before this one gave out."""
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    try:
        row = await connection.fetchrow(
            "SELECT recorded_at, id FROM measurements ORDER BY recorded_at, id OFFSET $1 LIMIT 1",
            (page - 1) * LIMIT - 1,
        )
    finally:
        await connection.close()
    return pages.encode(row["recorded_at"].isoformat(), row["id"])
