"""Both times together never change their answer: every reading, before and after every kind of writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant

from services.targets_api import (
    law_bodies,
    organisation_changes_bodies,
    organisations_bodies,
    spending_bodies,
    targets_bodies,
)
from services.targets_api.app import create_app
from shared.kit.settings import ServiceSettings
from shared.kit.web import routes
from tests import clients
from tests.services.targets_api import desk_of_tasks
from tests.services.targets_api.desk_of_tasks import LEAD, OTHER, SOURCE, Desk

PROVINCE = "tinh-tuyen-quang"
# One thing of each kind that all the writing below is about.
NAMED = {
    "organisation": [LEAD, OTHER, "so-tu-phap"],
    "document": ["ke-hoach-55-kh-ubnd-2022", "ke-hoach-187-kh-ubnd-2022"],
    "target": ["KTS.01", "CHUNG.02", "CQS.01"],
    "task": ["T.1", "T.2"],
    "set": ["2a-so-ban-nganh"],
}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """This test writes."""
    return own_database_url


@pytest.fixture
async def desk(configured: ServiceSettings, tokens: clients.Tokens) -> AsyncIterator[Desk]:
    """The register's people."""
    async for made in desk_of_tasks.desk(configured, tokens):
        yield made


def _asks(dependant: Dependant) -> set[str]:
    return {one.alias for one in dependant.query_params}.union(*map(_asks, dependant.dependencies))


def _readings(configured: ServiceSettings) -> list[str]:
    """Every address that takes both times, with each thing that is named."""
    found = []
    for route in routes.flat(create_app(configured).routes):
        if not isinstance(route, routes.GuardedRoute) or "GET" not in (route.methods or ()):
            continue
        if not {"as_of", "known_at"} <= _asks(route.dependant):
            continue
        head, brace, rest = route.path.partition("{")
        name, _, tail = rest.partition("}")
        found += [f"{head}{one}{tail}" for one in NAMED.get(name, [])] if brace else [head]
    return found


async def _write_everything(desk: Desk) -> None:
    """Every kind of writing, each about what was read before."""
    found = await desk.change("T.2", deliverables_owed=2, name="Tên khác", lead=OTHER)
    assert found.status_code == 200, found.text
    assert (await desk.change("T.1", depends_on=[], co_leads=["so-tu-phap"], status="in_progress")).status_code == 200
    await desk.task("T.3", depends_on=["T.1"], budget=[{"fund": "recurrent", "year": 2022, "amount_million_vnd": 5}])
    await desk.done("POST", "/v1/tasks/T.1/progress", "reporter", LEAD, json={"percent": 40})
    await desk.decide(await desk.deliver("T.1"), code="T.1")
    figure = {"target": "KTS.01", "measured_on": "2022-06-30", "numerator": 90, "denominator": 1000}
    await desk.done("POST", "/v1/measurements", "reporter", LEAD, json=figure)
    await desk.done("POST", "/v1/measurements/import", "reporter", LEAD, json=[{**figure, "numerator": 95}])
    await desk.done("POST", "/v1/budget/spending", "reporter", LEAD, json=spending_bodies.EXAMPLE | {"total": 1670.5})
    await desk.done("POST", "/v1/legal-documents", json=law_bodies.EXAMPLE)
    for number, document in enumerate(NAMED["document"]):
        correction = law_bodies.CORRECTION | {"number": f"0{number}/KH-UBND", "issued_on": "2022-03-31"}
        path = f"/v1/legal-documents/{document}"
        corrected = await desk.send("PATCH", path, json=correction, headers={"If-Match": "*"})
        assert corrected.status_code == 200, corrected.text
    await desk.done("POST", "/v1/targets", json=targets_bodies.TARGET)
    amended = {**targets_bodies.AMENDMENT, "milestones": [{"year": 2025, "operator": "stated", "value": 25}]}
    await desk.done("POST", "/v1/targets/KTS.01/amendments", json=amended)
    await desk.done("POST", "/v1/targets/CHUNG.02/judgements", "reviewer", json=targets_bodies.JUDGEMENT)
    for part, body in (
        ("", organisations_bodies.ORGANISATION_EXAMPLE),
        ("/so-tu-phap/identifiers", organisations_bodies.IDENTIFIER_EXAMPLE | {"code": "H60.99"}),
        ("/so-tu-phap/placements", organisations_bodies.PLACEMENT_EXAMPLE),
        ("/changes", organisation_changes_bodies.EXAMPLE | {"kind": "rename", "effective_precision": "day",
            "subjects": [{"organisation": "so-tu-phap", "name": "Sở Khác"}], "source": SOURCE}),
        ("/changes", {"kind": "split", "effective_on": "2022-05-20", "predecessors": ["so-tu-phap"], "continues": True,
            "successors": [{"new": {"slug": "so-moi", "name": "Sở Mới", "kind": "department", "level": "department",
            "parent": "ubnd-tinh"}}], "source": SOURCE}),
        ("/changes", {"kind": "merge", "effective_on": "2022-06-20", "predecessors": [LEAD], "source": SOURCE,
            "successors": [{"organisation": OTHER}]}),
    ):  # fmt: skip
        await desk.done("POST", f"/v1/organisations{part}", "admin", PROVINCE, json=body)


async def test_no_writing_changes_what_was_known_of_a_day(desk: Desk, configured: ServiceSettings) -> None:
    await desk.task("T.2")
    await desk.task("T.1", depends_on=["T.2"], deliverable="Biên bản")
    await desk.decide(await desk.deliver("T.2"), code="T.2")
    assert (await desk.change("T.2", status="done")).status_code == 200
    figure: dict[str, Any] = {"target": "KTS.01", "measured_on": "2022-06-30", "numerator": 80, "denominator": 1000}
    await desk.done("POST", "/v1/measurements", "reporter", LEAD, json=figure)
    about = targets_bodies.JUDGEMENT | {"source": targets_bodies.JUDGEMENT["source"]}
    await desk.done("POST", "/v1/targets/CHUNG.02/judgements", "reviewer", json=about)
    renamed = {"kind": "rename", "effective_on": "2022-05-10", "source": SOURCE,
               "subjects": [{"organisation": "so-tu-phap", "name": "Sở Tư pháp tỉnh"}]}  # fmt: skip
    await desk.done("POST", "/v1/organisations/changes", "admin", PROVINCE, json=renamed)
    known = (await desk.done("GET", "/v1/tasks/T.1"))["known_at"]
    addresses = _readings(configured)
    assert len(addresses) >= 30, addresses
    before = {}
    for address in addresses:
        for as_of in ("2022-11-01", "2026-01-01"):
            params = {"as_of": as_of, "known_at": known}
            before[address, as_of] = (await desk.send("GET", address, params=params)).content
    await _write_everything(desk)
    changed = []
    for (address, as_of), content in before.items():
        now = (await desk.send("GET", address, params={"as_of": as_of, "known_at": known})).content
        if now != content and b"request_id" not in content:
            changed.append(f"{address} {as_of}:\n  {_difference(content, now)}")
    assert not changed, "\n".join(changed)


def _difference(before: bytes, now: bytes) -> str:
    place = next((at for at, (one, other) in enumerate(zip(before, now, strict=False)) if one != other), 0)
    return f"{before[max(0, place - 120) : place + 120]!r}\n  {now[max(0, place - 120) : place + 120]!r}"
