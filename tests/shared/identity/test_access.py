"""The access table: every operation has a rule, every rule an operation, and it decides as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from services.gateway.app import create_app as gateway
from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.targets_api.app import create_app as targets_api
from shared.identity import access, grants, values
from shared.kit.settings import ServiceSettings
from shared.kit.web.routes import GuardedRoute
from tests import clients
from tests.shared.kit import small

APPLICATIONS: tuple[Callable[[ServiceSettings], FastAPI], ...] = (gateway, targets_api, reporting_api, scoring_api)
# What is promised to everybody without a token; a rule that opens more must be added here too.
PUBLIC = {
    *("front_page", "health_live", "health_ready", "openapi", "openapi_3_0", "docs", "docs_asset", "jwks"),
    *("openid_configuration", "oauth_metadata", "issue_token", "revoke_token"),
    *("list_organisations", "get_organisation", "get_organisation_tree", "list_hierarchies"),
    *("list_organisation_identifiers", "list_organisation_placements", "export_organisations"),
    *("list_organisation_changes", "get_organisation_change", "get_organisation_lineage"),
    *("list_legal_documents", "get_legal_document", "get_legal_document_text"),
    "list_document_obligations",
    *("list_targets", "get_target", "get_target_progress", "list_target_sets", "get_target_set"),
    "list_target_amendments",
    *("list_frameworks", "get_framework", "get_crosswalk", "list_rankings", "get_ranking"),
    *("list_framework_versions", "get_framework_version"),
    "list_ranking_rows",
    *("list_assessments", "get_assessment", "get_scores", "explain_score"),
}


def _routes(found: Iterable[Any]) -> Iterator[GuardedRoute]:
    for route in found:
        inner = getattr(getattr(route, "original_router", route), "routes", None)
        if isinstance(route, GuardedRoute):
            yield route
        elif inner:
            yield from _routes(inner)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> list[GuardedRoute]:
    """Every route of the four applications."""
    folder: Path = tmp_path_factory.mktemp("access")
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:9/0", folder)
    return [route for create_app in APPLICATIONS for route in _routes(create_app(configured).routes)]


def test_every_rule_has_its_route_and_every_route_its_rule(served: list[GuardedRoute]) -> None:
    assert {route.operation_id for route in served} == set(access.OPERATIONS)


def test_no_two_routes_share_a_rule_but_health(served: list[GuardedRoute]) -> None:
    names = [route.operation_id for route in served]
    assert {name for name in names if names.count(name) > 1} == {"health_live", "health_ready", "get_metrics"}


def test_only_the_public_list_is_open() -> None:
    assert {name for name, rule in access.OPERATIONS.items() if rule.public} <= PUBLIC
    assert all(access.OPERATIONS[name].public for name in PUBLIC & set(access.OPERATIONS))


def test_nothing_public_is_written(served: list[GuardedRoute]) -> None:
    for route in served:
        # Where tokens are got and given back the secret or the token itself is the proof.
        if access.OPERATIONS[str(route.operation_id)].public and not route.path.startswith("/oauth/"):
            assert route.methods == {"GET"}, route.path


def test_a_reading_scope_opens_no_write(served: list[GuardedRoute]) -> None:
    for route in served:
        scope = access.OPERATIONS[str(route.operation_id)].scope
        if scope is not None:
            reads = route.methods == {"GET"} or route.only_asks
            assert scope.endswith(":read" if reads else ":write"), route.path


def test_every_rule_lets_somebody_in_and_names_known_roles() -> None:
    for name, rule in access.OPERATIONS.items():
        assert rule.public or rule.roles, name
        # Who am I is for everybody who is somebody; elsewhere a service account needs a scope.
        assert rule.roles <= values.ROLES - ({"system"} if name != "get_me" else set()), name


def _principal(*roles: str, scopes: tuple[str, ...] = ()) -> values.Principal:
    return values.Principal("s", "c", "o", frozenset(roles), frozenset(scopes), "t", 0, 0)


WRITE = grants.Access(roles=frozenset({"reporter"}), scope="evidence:write")
PEOPLE_ONLY = grants.Access(roles=frozenset({"reviewer"}))


@pytest.mark.parametrize(
    ("rule", "caller", "allowed"),
    [
        (grants.PUBLIC, _principal("auditor"), True),
        (WRITE, _principal("reporter"), True),
        (WRITE, _principal("reviewer"), False),
        (WRITE, _principal("admin"), False),
        (WRITE, _principal("reviewer", "reporter"), True),
        (WRITE, _principal("system", scopes=("evidence:write",)), True),
        (WRITE, _principal("system", scopes=("evidence:read",)), False),
        (WRITE, _principal("system", scopes=("evidence",)), False),
        (WRITE, _principal("system"), False),
        (WRITE, _principal("reviewer", scopes=("evidence:write",)), False),
        (PEOPLE_ONLY, _principal("system", scopes=("evidence:write", "", "None")), False),
        (PEOPLE_ONLY, _principal("reviewer"), True),
        (grants.Access(), _principal(*values.ROLES, scopes=("evidence:write",)), False),
    ],
)
def test_who_is_let_in(rule: grants.Access, caller: values.Principal, *, allowed: bool) -> None:
    assert access.allows(rule, caller) is allowed


@pytest.mark.parametrize(
    ("operation", "roles"),
    [
        ("post_evidence", {"reporter", "approver"}),
        ("withdraw_evidence", {"reporter", "approver"}),
        ("put_claim", {"reporter", "approver"}),
        ("draft_report", {"reporter", "approver"}),
        ("revise_report", {"reporter", "approver"}),
        ("submit_report", {"approver"}),
        ("return_report", {"reviewer", "coordinator"}),
        ("accept_report", {"reviewer", "coordinator"}),
        ("decide_evidence", {"reviewer"}),
    ],
)
def test_who_may_write(operation: str, roles: set[str]) -> None:
    assert access.OPERATIONS[operation].roles == roles


def test_people_decide_not_service_accounts() -> None:
    for operation in ("submit_report", "return_report", "accept_report", "decide_evidence"):
        assert access.OPERATIONS[operation].scope is None


@pytest.mark.parametrize(
    ("caller", "has"),
    [
        (_principal("reporter"), True),
        (_principal("system", "reporter"), True),
        (_principal("system", scopes=("scores:read",)), True),
        (_principal("system", scopes=("targets:read",)), False),
        (_principal("system"), False),
        (_principal(scopes=("scores:read",)), False),
    ],
)
def test_people_have_every_scope_and_service_accounts_their_own(caller: values.Principal, *, has: bool) -> None:
    assert access.has_scope(caller, "scores:read") is has
