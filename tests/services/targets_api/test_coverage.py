"""What is left uncovered: every list by what it is defined by, paged, on a day, as known, and to whom it is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.catalog import read
from shared.kit import db
from shared.overview.coverage import values
from tests import clients, servers
from tests.services import world

COMMITTEE = {"role": "committee", "org": "tinh-tuyen-quang"}
DAY = "2022-12-31"


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """A database of its own for every test: these write."""
    return own_database_url


@pytest.fixture
async def on(database_url: str, server_urls: servers.Urls, tmp_path: Path) -> AsyncIterator[world.World]:
    """All four applications on 1 June 2022."""
    async with world.world(database_url, server_urls.redis, tmp_path) as made:
        yield made


async def asked(on: world.World, role: str = "committee", org: str = "tinh-tuyen-quang", **params: Any) -> Any:
    """The answer."""
    answer = await on.send("GET", "/v1/coverage", role, org, params={"as_of": DAY, "limit": 200, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def lists(found: Any) -> dict[str, Any]:
    """The lists by name."""
    return {one["name"]: one for one in found["lists"]}


async def of(on: world.World, name: str, **params: Any) -> Any:
    """One list."""
    return lists(await asked(on, list=name, **params))[name]


async def test_all_lists_say_how_many_of_how_many_and_why(on: world.World) -> None:
    found = await asked(on)
    assert tuple(lists(found)) == values.NAMES
    assert (found["framework"], found["year"], found["hidden"]) == ("dti-922", 2022, [])
    for name in values.NAMES:
        one = lists(found)[name]
        assert one["why"] == {"vi": values.WHY[name].vi, "en": values.WHY[name].en}
        assert len(one["rows"]) == min(one["count"], 200)
        assert 0 <= one["count"] <= one["of"]


async def test_components_and_tasks_without_each_other(on: world.World) -> None:
    catalog = read.catalog()
    [framework] = [one for one in catalog.frameworks if one.slug == "dti-922"]
    aimed_at = {code for task in catalog.remedial_tasks for code in task.components}
    found = lists(await asked(on))
    lost = found["components_without_task"]
    assert {row["code"] for row in lost["rows"]} == {c.code for c in framework.components} - aimed_at != set()
    assert lost["of"] == len(framework.components)
    idle = found["tasks_without_component"]
    own = {"T.0"}  # the world's
    assert {row["code"] for row in idle["rows"]} - own == {t.code for t in catalog.remedial_tasks if not t.components}
    assert idle["of"] == len(catalog.remedial_tasks) + len(own)


async def test_targets_and_organisations_without_a_figure_of_the_year(on: world.World, database: db.Database) -> None:
    before = lists(await asked(on))
    async with database.transaction() as session:
        await db.execute(
            session,
            "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)"
            " SELECT gen_random_uuid(), t.id, o.id, '2022-05-31', 1, 'final', 'organisation', 'x'"
            " FROM targets t, organisations o WHERE t.code = 'CQS.03' AND o.slug = 'so-tai-chinh'",
        )
    after = lists(await asked(on))
    for name, key, gone in (
        ("targets_without_measurement", "code", "CQS.03"),
        ("organisations_without_measurement", "slug", "so-tai-chinh"),
    ):
        assert after[name]["count"] == before[name]["count"] - 1
        assert gone in {row[key] for row in before[name]["rows"]} - {row[key] for row in after[name]["rows"]}
        assert gone in {row[key] for row in (await of(on, name, as_of="2022-05-30"))["rows"]}
        assert gone in {row[key] for row in (await of(on, name, year=2021))["rows"]}


async def test_targets_without_owner_and_without_task(on: world.World, database: db.Database) -> None:
    before = lists(await asked(on))
    async with database.transaction() as session:
        await db.execute(
            session,
            "UPDATE targets SET owner_id = (SELECT id FROM organisations WHERE slug = 'so-tai-chinh')"
            " WHERE code = 'CQS.03'",
        )
        await db.execute(
            session,
            "INSERT INTO task_targets (task_id, target_id, certainty) SELECT t.id, g.id, 'certain'"
            " FROM tasks t, targets g WHERE t.code = '187.2.1.01' AND g.code = 'CQS.03'",
        )
    after = lists(await asked(on))
    for name in ("targets_without_owner", "targets_without_task"):
        lost = {row["code"] for row in before[name]["rows"]} - {row["code"] for row in after[name]["rows"]}
        assert lost == {"CQS.03"}
        assert after[name]["count"] == before[name]["count"] - 1


async def test_reports_that_nobody_gave(on: world.World) -> None:
    """One department has signed its half-year report; the annual ones nobody has."""
    found = await of(on, "reports_nobody_gave")
    codes = {row["code"] for row in found["rows"]}
    assert "ke-hoach-55-6-thang" not in codes
    [annual] = [row for row in found["rows"] if row["code"] == "ke-hoach-55-nam"]
    assert (annual["document"], annual["clause"]) == ("ke-hoach-55-kh-ubnd-2022", "V.9")
    assert annual["overdue"] == annual["owed"] > 1
    assert {row["code"] for row in (await of(on, "reports_nobody_gave", as_of="2022-05-31"))["rows"]} > codes


async def test_a_list_goes_on_where_it_ended(on: world.World) -> None:
    for name in values.NAMES:
        whole = await of(on, name)
        rows: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            part = await of(on, name, limit=3, **cursor)
            assert (part["count"], part["of"]) == (whole["count"], whole["of"])
            rows += part["rows"]
            if part["next"] is None:
                break
            assert len(part["rows"]) == 3
            cursor = {"cursor": part["next"]}
        assert rows == whole["rows"], name


async def test_both_times_together_are_the_same_for_ever(on: world.World, database: db.Database) -> None:
    before = await asked(on)
    async with database.transaction() as session:
        await db.execute(session, "UPDATE tasks SET components = '{}', framework_id = NULL")
        await db.execute(session, "UPDATE targets SET superseded_at = now() WHERE code < 'K'")
        await db.execute(session, "UPDATE obligations SET superseded_at = now()")
    changed = await asked(on)
    assert changed["lists"] != before["lists"]
    assert await asked(on, known_at=before["known_at"]) == before


async def test_who_may_ask_and_what_is_hidden(on: world.World) -> None:
    path = "/v1/coverage"
    for role, expected in (
        ("reporter", 403),
        ("approver", 403),
        ("admin", 403),
        ("coordinator", 200),
        ("auditor", 200),
    ):
        assert (await on.send("GET", path, role, clients.DEPARTMENT)).status_code == expected, role
    assert (await on.send("GET", path, None)).status_code == 401
    for scopes, status, hidden in (
        (("targets:read",), 200, ["reports_nobody_gave"]),
        (("targets:read", "reports:read"), 200, []),
        (("reports:read",), 403, None),
    ):
        headers = {"Authorization": f"Bearer {on.tokens.of('system', clients.DEPARTMENT, scopes=scopes)}"}
        answer = await on.send("GET", path, None, headers=headers)
        assert answer.status_code == status
        if hidden is not None:
            assert answer.json()["hidden"] == hidden
            assert {one["name"] for one in answer.json()["lists"]} == set(values.NAMES) - set(hidden)


async def test_an_assessment_says_which_framework_and_year(on: world.World) -> None:
    found = await asked(on, assessment=str(world.IMPORTED))
    assert (found["framework"], found["year"]) == ("dti-922", 2021)
    named = await asked(on, framework="dti-405")
    assert (named["framework"], lists(named)["components_without_task"]["of"]) == ("dti-405", 0)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"assessment": "00000000-0000-4000-8000-000000000000"}, "no-such-assessment"),
        ({"assessment": str(world.OPEN), "framework": "dti-405"}, "no-such-assessment"),
        ({"framework": "khong-co"}, "no-such-framework"),
        ({"cursor": "WyJhIiwiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0"}, "cursor-needs-list"),
        ({"cursor": "x", "list": "targets_without_task"}, "cursor-not-ours"),
    ],
)
async def test_what_cannot_be_asked_is_named(on: world.World, params: dict[str, str], code: str) -> None:
    answer = await on.send("GET", "/v1/coverage", "committee", "tinh-tuyen-quang", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
