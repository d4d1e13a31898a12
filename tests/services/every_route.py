"""Every route of the four services, read from the applications themselves: what is added later is found here, too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from services.gateway.app import create_app as gateway
from services.reporting_api.app import create_app as reporting_api
from services.scoring_api.app import create_app as scoring_api
from services.targets_api.app import create_app as targets_api
from shared.identity import access
from shared.kit.web import routes
from tests import clients
from tests.shared.kit.small import NOWHERE

FACTORIES = {
    "gateway": gateway,
    "targets_api": targets_api,
    "reporting_api": reporting_api,
    "scoring_api": scoring_api,
}
_ID = "13475002-a410-5ea7-8a55-eef7a18a166e"
# These authenticate a client as RFC 6749 says: they take no bearer token and answer in its words.
OAUTH = "/oauth/"


@dataclass(frozen=True, order=True)
class Route:
    """One method of one address; `path` has its parameters filled in."""

    service: str
    method: str
    path: str
    operation: str

    @property
    def public(self) -> bool:
        """Whether it needs no token; a bad one is refused there, too."""
        return access.OPERATIONS[self.operation].public


def of_all(folder: Path) -> list[Route]:
    """All of them, HEAD of every GET included; each service's own health is asked at its own port only."""
    configured = clients.settings(NOWHERE, "redis://127.0.0.1:9/0", folder)
    found: dict[tuple[str, str], Route] = {}
    for service, create in FACTORIES.items():
        for route in routes.flat(create(configured).routes):
            assert isinstance(route, routes.GuardedRoute), route
            path = re.sub(r"\{[^}]+\}", _ID, route.path)
            methods = sorted(route.methods or ())
            for method in [*methods, *(["HEAD"] if "GET" in methods else [])]:
                found.setdefault((method, path), Route(service, method, path, route.operation_id or ""))
    return sorted(found.values())
