"""The short ways to a route and to its arguments hold for every route there is."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from shared.kit.web import routes
from tests import clients
from tests.services import every_route
from tests.shared.kit import small, test_directory

# They write that somebody read (the write door is closed after the answer was made), or answer without a `Response`.
LEFT_TO_FASTAPI = {
    *("list_audit_entries", "list_audit_accesses", "list_audit_checkpoints", "get_audit_entry"),
    *("get_deliverable_content", "get_changes_export", "get_evidence_content"),
    "health_live",
}


def _applications(folder: Path) -> list[FastAPI]:
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:9/0", folder)
    return [create(configured) for create in every_route.FACTORIES.values()]


def test_every_route_is_found_at_its_address_and_at_no_other(tmp_path: Path) -> None:
    applications = _applications(tmp_path)
    addresses = sorted({one.path for one in every_route.of_all(tmp_path)})
    for app in applications:
        for address in [*addresses, *(f"{one}/" for one in addresses), *(f"{one}/x" for one in addresses)]:
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
                found = test_directory.found(app, method, address)
                assert found == test_directory.tried(app, method, address), (method, address)


def test_readings_are_answered_the_short_way(tmp_path: Path) -> None:
    left = {
        route.operation_id
        for app in _applications(tmp_path)
        for route in routes.flat(app.routes)
        if isinstance(route, routes.GuardedRoute) and route.methods == {"GET"} and route.answer is route.app
    }
    assert left == LEFT_TO_FASTAPI
