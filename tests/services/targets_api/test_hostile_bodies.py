"""Every address of this process that takes JSON, each value of its own example spoilt in every way: no fault of ours,
and nothing written by what is refused."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from services.targets_api import (
    law_bodies,
    measurements_bodies,
    organisation_changes_bodies,
    organisations_bodies,
    spending_bodies,
    targets_bodies,
    tasks_bodies,
)
from shared.law import bodies
from tests import servers
from tests.clients import DEPARTMENT
from tests.services import world
from tests.services.world import AGENCY, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

# As they stand in JSON: what a parser, a driver, a column or a rule could stumble over.
HOSTILE = [
    *("null", "true", "[]", "{}", '""', '"   "', "-1", "0", "1e-30", "1e999", "NaN", "9" * 70, "2147483648"),
    *('"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\u202e"', '"e\\u0301"', '"%"', '"=1+1"', '"\\ud83d\\ude00"'),
    *('"0001-01-01"', '"9999-12-31"', '"2022-02-30"', '"infinity"', '"00000000-0000-4000-8000-000000000000"'),
    *(json.dumps("x" * 100_000), json.dumps("đ" * 500), "[[[[[[[[1]]]]]]]]", "[null]", '{"a": 1}', "[{}]", '["x"]'),
]
# Of all places and values of a body so many are tried, always the same ones.
MANY = 60
MARK = "\u2400hostile"
PROVINCE = "tinh-tuyen-quang"
BODIES: dict[str, tuple[str, str, str, str, Any]] = {
    "record_organisation_change": (
        "POST", "/v1/organisations/changes?dry_run=true", "admin", PROVINCE, organisation_changes_bodies.EXAMPLE),
    "merge": (
        "POST", "/v1/organisations/changes?dry_run=true", "admin", PROVINCE,
        {**organisation_changes_bodies.EXAMPLE, "kind": "merge", "subjects": [], "predecessors": ["so-tu-phap"],
         "note": "x", "replaces": None,
         "successors": [{"organisation": None, "heir": True, "certainty": None, "duties": [],
                         "new": {"slug": "so-moi", "name": "Sở Mới", "short_name": "SM", "kind": "department",
                                 "level": "department", "parent": "ubnd-tinh"}}]}),
    "register_organisation": (
        "POST", "/v1/organisations", "admin", PROVINCE, {**organisations_bodies.ORGANISATION_EXAMPLE,
        "statistics_code": "1", "valid_to": None}),
    "state_organisation_identifier": (
        "POST", "/v1/organisations/so-noi-vu/identifiers", "admin", PROVINCE,
        {**organisations_bodies.IDENTIFIER_EXAMPLE, "valid_to": None, "replaces": None}),
    "place_organisation": (
        "POST", "/v1/organisations/so-noi-vu/placements", "admin", PROVINCE,
        {**organisations_bodies.PLACEMENT_EXAMPLE, "valid_to": None, "replaces": None}),
    "create_legal_document": ("POST", "/v1/legal-documents", "coordinator", DEPARTMENT,
                              {**law_bodies.EXAMPLE, "replaces": [], "ends_on": None, "confirm": []}),
    "correct_legal_document": ("PATCH", "/v1/legal-documents/ke-hoach-187-kh-ubnd-2022", "coordinator", DEPARTMENT,
                               {**law_bodies.CORRECTION, "title": "x", "kind": "plan", "issuer": "x",
                                "effective_on": None, "ends_on": None, "implements": [], "amends": [],
                                "replaces": [], "confirm": []}),
    "state_target": ("POST", "/v1/targets", "coordinator", DEPARTMENT,
                     {**targets_bodies.TARGET, "natural_limit": 100, "aggregation": "last", "reference": None,
                      "owner": None, "baseline": {"value": 5, "qualifier": "x", "known_on": "2022-01-01",
                      "source": targets_bodies.TARGET["source"], "certainty": "certain"}}),
    "amend_target": ("POST", "/v1/targets/KTS.01/amendments", "coordinator", DEPARTMENT,
                     {**targets_bodies.AMENDMENT, "lowers": False, "reason": None}),
    "judge_target": ("POST", "/v1/targets/CHUNG.02/judgements", "reviewer", DEPARTMENT, targets_bodies.JUDGEMENT),
    "record_measurements": ("POST", "/v1/measurements", "reporter", AGENCY,
                            {**measurements_bodies.EXAMPLE, "measured_on": "2022-05-31", "organisation": None,
                             "value": None, "origin": "organisation", "corrects": None, "reason": None}),
    "record_spending": ("POST", "/v1/budget/spending", "reporter", AGENCY,
                        {**spending_bodies.EXAMPLE, "organisation": None, "reason": None}),
    "create_task": ("POST", "/v1/tasks", "coordinator", DEPARTMENT,
                    {**tasks_bodies.EXAMPLE, "section": None, "framework": "dti-922", "main_index": 1,
                     "components": ["1.1"], "components_certainty": None, "partners": [], "frequency": None,
                     "due_before_on": None, "deliverables_owed": 1}),
    "change_task": ("PATCH", "/v1/tasks/187.2.3.02", "coordinator", DEPARTMENT,
                    {"name": "x", "lead": "so-noi-vu", "due_by_on": "2023-06-30", "status": "in_progress",
                     "status_on": "2022-05-01", "status_note": "x", "status_source": bodies.SOURCE_EXAMPLE,
                     "amended_by": bodies.SOURCE_EXAMPLE, "budget": [], "targets": [], "co_leads": [],
                     "depends_on": [], "certainty": "certain", "deliverables_owed": 2, "kind": "other"}),
    "report_task_progress": ("POST", "/v1/tasks/{task}/progress", "reporter", AGENCY,
                             {"percent": 40, "reported_on": "2022-05-31", "note": "x"}),
    "post_deliverable_evidence": ("POST", "/v1/tasks/{task}/deliverables/evidence", "reporter", AGENCY,
                                  {"evidence": "6dbb40fe-2b9a-566b-87eb-f871d2a63b75", "note": "x"}),
    "decide_deliverable": ("POST", "/v1/tasks/{task}/deliverables/{deliverable}/decisions", "reviewer", DEPARTMENT,
                           {"verdict": "accept", "note": "x"}),
    "import_measurements": ("POST", "/v1/measurements/import?dry_run=true", "reporter", AGENCY,
                            [{"target": "KTS.01", "measured_on": "2022-05-31", "numerator": 1, "denominator": 10}]),
    "import_spending": ("POST", "/v1/budget/spending/import?dry_run=true", "reporter", AGENCY,
                        spending_bodies.ROWS),
    "import_organisations": ("POST", "/v1/organisations/import?dry_run=true", "admin", PROVINCE,
                             [organisations_bodies.ROW_EXAMPLE]),
    "import_tasks": ("POST", "/v1/tasks/import?dry_run=true", "coordinator", DEPARTMENT,
                     [{"code": "T.9", "name": "x"}]),
}  # fmt: skip


def _places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _spoilt(body: Any, path: tuple[str | int, ...], by: str) -> str:
    made = copy.deepcopy(body)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = MARK
    return json.dumps(made, ensure_ascii=False).replace(json.dumps(MARK, ensure_ascii=False), by)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One world for all, with a task and what was posted for it."""
    folder: Path = tmp_path_factory.mktemp("world")
    async with world.world(module_database_url, server_urls.redis, folder) as made:
        source = {"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}
        task = {"code": "T.1", "name": "x", "lead": AGENCY, "source": source}
        answer = await made.send("POST", "/v1/tasks", "coordinator", DEPARTMENT, json=task)
        made.ids["task"] = answer.json()["id"]
        sent: dict[str, Any] = {"files": {"file": ("a.pdf", world.PDF)}, "data": {"metadata": '{"title": "x"}'}}
        answer = await made.send("POST", "/v1/tasks/{task}/deliverables", **sent)
        made.ids["deliverable"] = answer.json()["id"]
        yield made


@pytest.mark.parametrize("name", BODIES)
async def test_a_spoilt_value_is_no_fault_and_writes_nothing(prepared: World, name: str) -> None:
    method, path, role, org, body = BODIES[name]
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    every = [(place, by) for place in _places(body) for by in HOSTILE]
    for place, by in random.Random(name).sample(every, min(MANY, len(every))):
        raw = _spoilt(body, place, by).encode()
        before = await prepared.state()
        answer = await prepared.send(method, path, role, org, content=raw, headers=headers)
        if answer.status_code >= 400:
            await world.refused(answer, 403, 404, 409, 422)
            assert await prepared.state() == before, (place, by[:60])
