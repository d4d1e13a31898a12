"""`make openapi`: write services/gateway/openapi.json, openapi-3.0.json and docs/authorisation.md anew.

With --check say if they are stale.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.gateway import app as gateway
from services.gateway import openapi, openapi_30, problem_types
from services.local.settings import REPOSITORY
from services.reporting_api import app as reporting_api
from services.reporting_api import evidence_bodies
from services.scoring_api import app as scoring_api
from services.targets_api import app as targets_api
from services.targets_api import deliverables_bodies
from shared.identity import access, matrix
from shared.kit.settings import ServiceSettings
from shared.kit.web import routes

FOLDER = REPOSITORY / "services" / "gateway"
EXAMPLES = FOLDER / "examples"


def main(*arguments: str) -> int:
    """Returns the exit code: 1 when a written document is stale."""
    made = document()
    stale = [path for path, text in _files(made).items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" not in arguments:
        for path in stale:
            path.write_text(_files(made)[path], encoding="utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"{path.relative_to(REPOSITORY)} is not what the code says: run make openapi\n")
    return 1 if stale else 0


def _files(made: dict[str, Any]) -> dict[Path, str]:
    return {REPOSITORY / "docs" / "authorisation.md": matrix.page()} | {
        FOLDER / name: json.dumps(one, ensure_ascii=False, indent=1) + "\n"
        for name, one in (("openapi.json", made), ("openapi-3.0.json", openapi_30.converted(made)))
    }


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
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES.glob("*.json")}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return openapi.merged(
        [*(application.openapi() for application in applications), _inside_a_form()],
        version=project["version"],
        rules=access.OPERATIONS,
        kinds=problem_types.listed(),
        examples=_declared(applications) | {name: one["answer"] for name, one in files.items()},
        requests={name: one["request"] for name, one in files.items() if one["request"]},
    )


def _inside_a_form() -> dict[str, Any]:
    """The schema of a form's part, which FastAPI knows as text only."""
    schemas = {
        "EvidenceMetadata": evidence_bodies.EvidenceMetadata.model_json_schema(),
        "DeliverableMetadata": deliverables_bodies.DeliverableMetadata.model_json_schema(),
    }
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


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
