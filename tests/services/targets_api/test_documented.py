"""The documented shapes are the answers' shapes; every route is documented in both languages, none needs a thread."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import httpx
import pydantic
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.targets_api import (
    answers,
    app,
    law_answers,
    measurements_answers,
    progress_answers,
    register_answers,
    sets_answers,
    tasks_answers,
)
from shared.identity import access

ROUTES = [route for router in app.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
SHAPES: list[tuple[str, type[pydantic.BaseModel]]] = [
    ("/v1/organisations", answers.OrganisationPage),
    ("/v1/organisations/tree", answers.OrganisationTree),
    ("/v1/organisations/so-thong-tin-va-truyen-thong", answers.OrganisationOfDay),
    ("/v1/organisations?hierarchy=sectoral", answers.OrganisationPage),
    ("/v1/organisations/tree?hierarchy=index_ownership", answers.OrganisationTree),
    ("/v1/organisations/hierarchies", register_answers.HierarchyList),
    ("/v1/organisations/tinh-tuyen-quang/identifiers", register_answers.IdentifierList),
    ("/v1/organisations/so-tai-chinh/placements", register_answers.PlacementList),
    ("/v1/legal-documents?total=true", law_answers.LegalDocumentPage),
    ("/v1/legal-documents/ke-hoach-55-kh-ubnd-2022", law_answers.LegalDocumentOfDay),
    ("/v1/targets?limit=200&total=true", answers.TargetPage),
    ("/v1/targets/XHS.11", answers.TargetOfDay),
    ("/v1/targets/CQS.03/progress", progress_answers.Progress),
    ("/v1/targets/sets?total=true", sets_answers.TargetSetPage),
    ("/v1/targets/sets/thi-dua-cap-huyen", sets_answers.TargetSetOfDay),
    ("/v1/targets/sets/thi-dua-cap-huyen/standing?total=true", sets_answers.StandingPage),
    ("/v1/measurements", measurements_answers.VintagePage),
    ("/v1/tasks?limit=200", tasks_answers.TaskPage),
    ("/v1/tasks/187.2.1.01", tasks_answers.TaskOfDay),
    ("/v1/tasks/groups", tasks_answers.TaskGroups),
    ("/v1/budget", tasks_answers.Budget),
]


@pytest.mark.parametrize(("address", "shape"), SHAPES)
async def test_an_answer_has_its_documented_shape(
    officer: httpx.AsyncClient, address: str, shape: type[pydantic.BaseModel]
) -> None:
    shape.model_validate_json((await officer.get(address)).content)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.operation_id))
def test_a_route_is_ruled_documented_and_bilingual(route: APIRoute) -> None:
    assert route.operation_id in access.OPERATIONS
    assert " / " in (route.summary or "")
    assert "\n\n" in route.description
    assert {200, 201, 202} & route.responses.keys()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.operation_id))
def test_no_dependency_runs_in_a_thread(route: APIRoute) -> None:
    """A synchronous dependency costs a thread hop on every request: a third of a page's time."""
    for call in _calls(route.dependant):
        assert inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call), call


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
