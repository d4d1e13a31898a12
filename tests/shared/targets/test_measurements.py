"""Figures become measurements once, and progress shows them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from services.targets_api import progress_answers
from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import values as organisations
from shared.targets import errors, measurements, service, values
from shared.targets.measuring import service as measuring
from shared.targets.measuring import values as words

REPORT = uuid.UUID(int=1)
PROVINCE = "tinh-tuyen-quang"
ONLINE_FILES = "CQS.03"
DAY = dt.date(2022, 6, 15)


async def _record(database: db.Database, *figures: values.Figure, **changes: Any) -> list[uuid.UUID]:
    organisation = changes.pop("organisation", PROVINCE)
    async with database.transaction() as session:
        return await measurements.record(
            session,
            figures,
            **{
                "organisation_id": organisations.organisation_id(organisation),
                "measured_on": DAY,
                "recorded_by": "reviewer",
                "report_id": REPORT,
                "report_round": 1,
                **changes,
            },
        )


async def _progress(database: db.Database, target: str = ONLINE_FILES, **moment: Any) -> dict[str, Any]:
    answer = await service.get_progress(database.reader, Moment(**{"as_of": dt.date(2022, 12, 31), **moment}), target)
    progress_answers.Progress.model_validate_json(answer)
    shown: dict[str, Any] = json.loads(answer)
    return shown


def _share(numerator: int, denominator: int, target: str = ONLINE_FILES, **more: Any) -> values.Figure:
    return values.Figure(target, numerator=Decimal(numerator), denominator=Decimal(denominator), **more)


async def test_an_accepted_figure_is_recorded_once_however_often_it_is_replayed(database: db.Database) -> None:
    first = await _record(database, _share(2, 3), values.Figure("XHS.11", value=Decimal("92.5")))
    again = await _record(database, _share(2, 3), values.Figure("XHS.11", value=Decimal("92.5")))
    assert (len(first), again) == (2, [])
    latest = (await _progress(database))["organisations"][0]["latest"]
    assert (latest["value"], latest["numerator"], latest["report"]) == (66.666667, 2, str(REPORT))


async def test_the_next_round_is_another_measurement(database: db.Database) -> None:
    await _record(database, _share(1, 2))
    await _record(database, _share(3, 5), report_round=2)
    shown = (await _progress(database))["organisations"][0]
    assert [row["value"] for row in shown["measurements"]] == [60, 50]
    assert shown["latest"]["round"] == 2


async def test_each_milestone_says_where_the_province_stands(database: db.Database) -> None:
    (measured,) = await _record(database, _share(4, 5))
    standings = {row["year"]: row for row in (await _progress(database))["milestones"]}
    assert {year: row["status"] for year, row in standings.items()} == {
        2022: "achieved",
        2025: "achieved",
        2030: "not_determinable",
    }
    assert standings[2030]["inputs"] == [str(measured)]
    assert (standings[2022]["operator"], standings[2022]["required"], standings[2022]["observed"]) == ("gt", 50, 80)


async def test_an_agency_is_not_the_province(database: db.Database) -> None:
    await _record(database, _share(1, 1), organisation="so-noi-vu")
    shown = await _progress(database)
    assert {row["status"] for row in shown["milestones"]} == {"not_measured"}
    assert {row["status"] for row in shown["organisations"][0]["milestones"]} == {"achieved"}


async def test_the_province_comes_first_then_the_alphabet(database: db.Database) -> None:
    for number, slug in enumerate(["so-noi-vu", "so-cong-thuong", PROVINCE], start=1):
        await _record(database, _share(1, 2), organisation=slug, report_id=uuid.UUID(int=number))
    shown = [row["organisation"]["slug"] for row in (await _progress(database))["organisations"]]
    assert shown == [PROVINCE, "so-cong-thuong", "so-noi-vu"]


async def test_a_final_figure_goes_before_an_estimate_of_the_same_day_and_a_later_day_before_both(
    database: db.Database,
) -> None:
    await _record(database, _share(1, 2))
    await _record(database, _share(3, 4, kind="estimate"), report_round=2)
    assert (await _progress(database))["organisations"][0]["latest"]["value"] == 50
    await _record(database, _share(1, 4, kind="estimate"), report_round=3, measured_on=dt.date(2022, 12, 1))
    assert (await _progress(database))["organisations"][0]["latest"]["value"] == 25
    assert (await _progress(database, as_of=dt.date(2022, 11, 30)))["organisations"][0]["latest"]["value"] == 50


async def test_what_was_known_before_stays_readable(database: db.Database) -> None:
    await _record(database, _share(1, 2))
    known_at = dt.datetime.fromisoformat((await _progress(database))["target"]["known_at"])
    await _record(database, _share(3, 5), report_round=2)
    then = await _progress(database, known_at=known_at)
    assert [row["value"] for row in then["organisations"][0]["measurements"]] == [50]


async def test_growth_over_years_is_not_reached_by_one_year(database: db.Database) -> None:
    await _record(database, values.Figure("KTS.02", value=Decimal("9.1")))
    shown = (await _progress(database, "KTS.02"))["milestones"]
    assert {row["status"] for row in shown} == {"on_track"}
    # The resolution is of 2021 and says of no year from which the mean counts: the years after its own.
    assert [row["years"]["first"] for row in shown] == [2022, 2022]
    assert [row["years"]["counted"] for row in shown] == [[2022], [2022]]
    assert shown[0]["years"]["missing"] == [2023, 2024, 2025]
    assert {row["certainty"] for row in shown} == {"provisional"}


async def test_every_fault_is_named_and_nothing_is_written(database: db.Database) -> None:
    with pytest.raises(errors.FiguresRefused) as refused:
        await _record(
            database,
            _share(1, 2),
            _share(1, 2, target="XXX.99"),
            _share(3, 2, target="XHS.01"),
            values.Figure("CQS.21", value=Decimal(1)),
            _share(1, 2),
            _share(1, 2, target="\x00"),
        )
    assert [(finding.field, finding.code) for finding in refused.value.findings] == [
        ("figures.1.target", "unknown"),
        ("figures.2.numerator", "beyond_whole"),
        ("figures.3.target", "not_numeric"),
        ("figures.4.target", "twice"),
        ("figures.5.target", "unknown"),
    ]
    assert await database.reader.rows("SELECT FROM measurements") == []


async def test_a_target_is_named_by_code_or_id(database: db.Database) -> None:
    async with database.transaction() as session:
        await measurements.check(session, [_share(1, 2, target=str(values.target_id(ONLINE_FILES)).upper())])
        with pytest.raises(errors.FiguresRefused):
            await measurements.check(session, [_share(1, 2), _share(1, 2, target=str(values.target_id(ONLINE_FILES)))])


@pytest.mark.parametrize("change", ["UPDATE measurements SET value = 0", "DELETE FROM measurements"])
async def test_the_database_refuses_to_change_a_measurement(database: db.Database, change: str) -> None:
    await _record(database, _share(1, 2))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await db.execute(session, change)


async def test_the_list_shows_each_recording_in_its_order(database: db.Database) -> None:
    for number in (1, 2, 3):
        await _record(database, _share(number, 4), report_round=number)
    await _record(database, _share(1, 4), organisation="so-noi-vu", report_id=uuid.UUID(int=2))
    wanted = words.Filter(values.target_id(ONLINE_FILES), organisations.organisation_id(PROVINCE))
    page = await measuring.list_page(database.reader, Moment(DAY), wanted, after=(None, None), limit=2, total=True)
    shown = json.loads(page)
    assert [item["round"] for item in shown["items"]] == [1, 2]
    assert shown["total"] == 3
    recorded_at, key = shown["next_keys"]
    rest = await measuring.list_page(
        database.reader, Moment(DAY), wanted, after=(dt.datetime.fromisoformat(recorded_at), uuid.UUID(key)), limit=2
    )
    assert [item["round"] for item in json.loads(rest)["items"]] == [3]
