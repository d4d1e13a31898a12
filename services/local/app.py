"""The composition root of `make run`: the four applications in one process."""

from services.gateway import app as gateway
from services.local import paths
from services.local.router import Router
from services.reporting_api import app as reporting_api
from services.scoring_api import app as scoring_api
from services.targets_api import app as targets_api
from shared.kit.settings import ServiceSettings


def create_app() -> Router:
    """Everything behind one port, configured by the environment."""
    configured = ServiceSettings()
    targets, reporting, scoring = (one.create_app(configured) for one in (targets_api, reporting_api, scoring_api))
    owners = (
        dict.fromkeys(paths.TARGETS, targets)
        | dict.fromkeys(paths.REPORTING, reporting)
        | dict.fromkeys(paths.SCORING, scoring)
    )
    return Router(gateway.create_app(configured), owners)
