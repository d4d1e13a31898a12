"""What strangers see of a target's progress, and what callers do."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from services.targets_api import progress_answers
from services.targets_api.app import create_app
from shared.kit import db
from shared.kit.settings import ServiceSettings
from shared.organisations import values as organisations
from shared.targets import measurements, values
from tests import clients

PATH = "/v1/targets/XHS.11/progress"
PROVINCE, AGENCY = "tinh-tuyen-quang", "so-noi-vu"
SECRET = "Số liệu còn đang rà soát."


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of this test's own: it measures."""
    return own_database_url


@pytest.fixture
async def api(configured: ServiceSettings, database: db.Database) -> AsyncIterator[httpx.AsyncClient]:
    """The application after a final figure and a later estimate of the province, and a figure of an agency."""
    await _record(database, PROVINCE, dt.date(2022, 3, 31), 40, "final")
    await _record(database, PROVINCE, dt.date(2022, 6, 30), 60, "estimate")
    await _record(database, AGENCY, dt.date(2022, 6, 30), 70, "final")
    async with clients.client(create_app, configured) as caller:
        yield caller


async def _record(database: db.Database, slug: str, on: dt.date, value: int, kind: values.Kind) -> None:
    figure = values.Figure("XHS.11", value=Decimal(value), kind=kind, quality_note=SECRET)
    async with database.transaction() as session:
        await measurements.record(
            session,
            [figure],
            organisation_id=organisations.organisation_id(slug),
            measured_on=on,
            recorded_by="reviewer",
            report_id=organisations.organisation_id(f"{slug}-{on}"),
            report_round=1,
        )


def _observed(progress: dict[str, Any]) -> set[float]:
    return {standing["observed"] for standing in progress["milestones"]}


async def test_a_stranger_sees_the_provinces_final_figure_only(api: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    foreign = {"Authorization": f"Bearer {tokens.of('system', scopes=('reports:read',))}"}
    for headers in ({}, foreign):
        answer = await api.get(PATH, headers=headers)
        progress_answers.Progress.model_validate_json(answer.content)
        shown = answer.json()
        assert _observed(shown) == {40}
        assert [standing["inputs"] for standing in shown["milestones"]] == [[]] * len(shown["milestones"])
        assert shown["organisations"] == []
        assert SECRET not in answer.text
        assert "report" not in answer.text


async def test_a_caller_sees_every_vintage(api: httpx.AsyncClient, tokens: clients.Tokens) -> None:
    account = {"Authorization": f"Bearer {tokens.of('system', scopes=('targets:read',))}"}
    for headers in (tokens.header("reporter", AGENCY), account):
        shown = (await api.get(PATH, headers=headers)).json()
        assert _observed(shown) == {60}
        assert [(row["organisation"]["slug"], len(row["measurements"])) for row in shown["organisations"]] == [
            (PROVINCE, 2),
            (AGENCY, 1),
        ]
        assert {m["quality_note"] for row in shown["organisations"] for m in row["measurements"]} == {SECRET}
