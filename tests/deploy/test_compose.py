"""docker-compose.yml, read by Docker's own program, and what the image and the realm promise."""

import importlib.util
import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from services.scoring_worker.settings import WorkerSettings
from shared.kit import settings
from shared.kit.web import limits
from shared.overview import serving
from tests import edge

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE = Path(sysconfig.get_path("scripts")) / "docker-compose"
PROCESSES = {"gateway", "targets-api", "reporting-api", "scoring-api", "worker"}


def _config(*options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [str(COMPOSE), "--file", str(REPOSITORY / "docker-compose.yml"), *options]
    command += ["config", "--format", "json"]
    clean = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=False, cwd="/")


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    """All services, the profile included, as Docker understands the file (its schema is checked on the way)."""
    result = _config("--profile", "oidc", POSTGRES_PASSWORD="not-a-secret")
    assert result.returncode == 0, result.stderr
    services: dict[str, Any] = json.loads(result.stdout)["services"]
    return services


def test_each_process_has_a_container_of_its_own(composed: dict[str, Any]) -> None:
    assert set(composed) == PROCESSES | {"database", "queue", "setup", "edge", "keycloak"}
    assert composed["keycloak"]["profiles"] == ["oidc"]


def test_the_applications_are_no_superuser_of_the_database(composed: dict[str, Any]) -> None:
    """A superuser sees through row level security."""
    database, made = composed["database"], REPOSITORY / "deploy" / "database.sh"
    assert database["environment"]["POSTGRES_USER"] == "postgres"
    assert str(made) in {one["source"] for one in database["volumes"]}
    assert "CREATE ROLE dti LOGIN PASSWORD" in made.read_text()
    for name in PROCESSES:
        assert "postgresql+asyncpg://dti:" in composed[name]["environment"]["DATABASE_URL"]


def test_the_default_starts_without_the_identity_provider() -> None:
    result = _config(POSTGRES_PASSWORD="not-a-secret")
    assert "keycloak" not in json.loads(result.stdout)["services"]


def test_tls_is_another_edge_with_the_same_rules() -> None:
    result = _config("--profile", "tls", POSTGRES_PASSWORD="not-a-secret", EDGE_TLS_FOLDER="/certificates")
    services = json.loads(result.stdout)["services"]
    plain, tls = services["edge"], services["edge-tls"]
    assert "edge-tls" not in json.loads(_config(POSTGRES_PASSWORD="not-a-secret").stdout)["services"]
    given = plain["environment"].items() - {("EDGE_LISTEN", "80")}
    assert given <= tls["environment"].items()
    mounted = {one["target"] for one in tls["volumes"]}
    assert mounted - {one["target"] for one in plain["volumes"]} == {
        "/etc/nginx/templates/tls.conf.template",
        "/etc/nginx/tls",
    }
    filled = {name for name in tls["environment"] if name != "NGINX_ENVSUBST_FILTER"}
    wanted = {
        name for one in (edge.TEMPLATE, edge.TLS_TEMPLATE) for name in re.findall(r"\$\{(EDGE_\w+)\}", one.read_text())
    }
    assert filled == wanted


def test_processes_go_on_answering_for_longer_than_the_edge_keeps_connections(composed: dict[str, Any]) -> None:
    kept = {int(one) for one in re.findall(r"keepalive_timeout (\d+)s; }", edge.TEMPLATE.read_text())}
    for name in PROCESSES - {"worker"}:
        drained = float(composed[name]["environment"]["DRAIN_SECONDS"])
        assert drained > max(kept)
        assert composed[name]["stop_grace_period"] == "20s"
        assert drained + serving.GRACE_S < 20


def test_no_secret_is_assumed() -> None:
    result = _config()
    assert result.returncode != 0
    assert "POSTGRES_PASSWORD" in result.stderr
    example = (REPOSITORY / "deploy" / "env.example").read_text()
    assert re.findall(r"^\w*PASSWORD=(.*)$", example, re.MULTILINE) == ["", ""]


def test_every_command_exists(composed: dict[str, Any]) -> None:
    modules = {name: composed[name]["command"][2] for name in PROCESSES}
    assert {name: bool(importlib.util.find_spec(module)) for name, module in modules.items()} == dict.fromkeys(
        PROCESSES, True
    )


def test_only_the_edge_and_the_identity_provider_are_reachable_from_outside(composed: dict[str, Any]) -> None:
    assert {name for name, service in composed.items() if service.get("ports")} == {"edge", "keycloak"}


def test_our_processes_have_no_privileges(composed: dict[str, Any]) -> None:
    for name in [*PROCESSES, "setup"]:
        service = composed[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_nothing_starts_before_the_setup_is_done(composed: dict[str, Any]) -> None:
    for name in PROCESSES:
        assert composed[name]["depends_on"]["setup"]["condition"] == "service_completed_successfully"
    assert composed["setup"]["depends_on"]["database"]["condition"] == "service_healthy"


def test_long_running_services_say_whether_they_are_well(composed: dict[str, Any]) -> None:
    assert {name for name, service in composed.items() if "healthcheck" not in service} == {"setup", "worker"}


def test_the_environment_is_what_the_settings_read(composed: dict[str, Any]) -> None:
    for name in PROCESSES:
        fields = settings.ServiceSettings.model_fields | (WorkerSettings.model_fields if name == "worker" else {})
        known = {field.upper() for field in fields}
        assert {key for key, value in composed[name]["environment"].items() if value is not None} <= known


def test_the_edge_refuses_the_bodies_that_the_applications_refuse(composed: dict[str, Any]) -> None:
    upload_limit: int = settings.ServiceSettings.model_fields["upload_limit_bytes"].default
    given = composed["edge"]["environment"]
    assert int(given["EDGE_JSON_BYTES"]) == edge.JSON_BYTES == limits.JSON_LIMIT_BYTES
    assert int(given["EDGE_UPLOAD_BYTES"]) == edge.UPLOAD_BYTES == upload_limit + limits.MULTIPART_OVERHEAD_BYTES


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    lines = (REPOSITORY / "deploy" / "Dockerfile").read_text()
    assert "--require-hashes" in lines
    assert re.search(r"^USER dti$", lines, re.MULTILINE)
    copied = [path for found in re.findall(r"^COPY (?!--from)(.+) \S+$", lines, re.MULTILINE) for path in found.split()]
    assert all((REPOSITORY / path).exists() for path in copied)


def test_the_realm_knows_our_roles_and_holds_no_secret() -> None:
    realm = json.loads((REPOSITORY / "deploy" / "keycloak-realm.json").read_text())
    roles = {role["name"] for role in realm["roles"]["realm"]}
    assert roles == {"reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "admin"}
    assert not re.search(r'"(secret|credentials|password)"', json.dumps(realm))
