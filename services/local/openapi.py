"""`make openapi`: write services/gateway/openapi.json anew; with --check say whether it is what the code says."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.gateway import app as gateway
from services.gateway import openapi, problem_types
from services.local.settings import REPOSITORY
from services.reporting_api import app as reporting_api
from services.reporting_api import evidence_bodies
from services.scoring_api import app as scoring_api
from services.targets_api import app as targets_api
from shared.identity import access
from shared.kit.settings import ServiceSettings
from shared.kit.web import routes

WRITTEN = REPOSITORY / "services" / "gateway" / "openapi.json"
EXAMPLES = REPOSITORY / "services" / "gateway" / "examples"


def main(*arguments: str) -> int:
    """Returns the exit code: 1 when the written document is stale."""
    text = json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
    if "--check" not in arguments:
        WRITTEN.write_text(text, encoding="utf-8")
        return 0
    if WRITTEN.exists() and WRITTEN.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{WRITTEN.relative_to(REPOSITORY)} is not what the code says: run make openapi\n")
    return 1


def document() -> dict[str, Any]:
    """What the four applications say of themselves, as one. Nothing is started and nothing is connected to."""
    with tempfile.TemporaryDirectory() as folder:
        configured = ServiceSettings(
            database_url="postgresql+asyncpg://nobody@/nothing",
            redis_url="redis://nowhere",
            jwks=f"{folder}/jwks.json",
            keys_dir=Path(folder),
        )
        applications = [one.create_app(configured) for one in (gateway, targets_api, reporting_api, scoring_api)]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return openapi.merged(
        [*(application.openapi() for application in applications), _inside_a_form()],
        version=project["version"],
        rules=access.OPERATIONS,
        kinds=problem_types.listed(),
        examples=_declared(applications) | {path.stem: _answer(path) for path in EXAMPLES.glob("*.json")},
    )


def _inside_a_form() -> dict[str, Any]:
    """The schema of a form's part, which FastAPI knows as text only."""
    schemas = {"EvidenceMetadata": evidence_bodies.EvidenceMetadata.model_json_schema()}
    return {"paths": {}, "components": {"schemas": schemas}}


def _declared(applications: list[FastAPI]) -> dict[str, Any]:
    """The examples beside the routes, taken from there because FastAPI leaves every null out of its document."""
    found = {}
    for route in (route for application in applications for route in routes.flat(application.routes)):
        for response in getattr(route, "responses", {}).values():
            content = response.get("content", {}).get("application/json", {})
            if "example" in content:
                found[str(getattr(route, "operation_id", None))] = content["example"]
    return found


def _answer(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["answer"]


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
