"""I4: schemathesis, all checks, seeded, as tests/soak/schemathesis.toml says: no service fails on what it documents.

Every service is asked at its own port, and the product once more in one process. The callers are all whom the table of
access lets in, in turn (fuzzing_roles.py).
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.local.settings import REPOSITORY
from shared.identity import access, values
from tests import clients
from tests.services.gateway import contract
from tests.soak import deployed
from tests.topologies import SERVICES

CONFIGURATION = REPOSITORY / "tests" / "soak" / "schemathesis.toml"
AGENCY = "so-noi-vu"
SCOPES = tuple(sorted({rule.scope for rule in access.OPERATIONS.values() if rule.scope}))
ORGANISATIONS = {"reporter": AGENCY, "approver": AGENCY, "system": AGENCY, "committee": "tinh-tuyen-quang"}


def _tokens(system: deployed.Deployed, folder: Path) -> Path:
    """A file with one token per role."""
    written = folder / "tokens.json"
    tokens = {
        role: system.topology.token(
            role, ORGANISATIONS.get(role, clients.DEPARTMENT), scopes=SCOPES if role == "system" else ()
        )
        for role in sorted(values.ROLES)
    }
    written.write_text(json.dumps(tokens), encoding="utf-8")
    return written


def _document_of(service: str, folder: Path) -> Path:
    """The document with the operations that one service answers."""
    document = copy.deepcopy(contract.DOCUMENT)
    paths = {path: one for path, one in document["paths"].items() if deployed.owner(path) == service}
    named = {one["operationId"] for methods in paths.values() for one in methods.values()}

    def stays(link: dict[str, Any]) -> bool:
        return link["operationId"] in named

    for operation in (one for methods in paths.values() for one in methods.values()):
        for response in operation["responses"].values():
            if "links" in response:
                response["links"] = {name: link for name, link in response["links"].items() if stays(link)}
    written = folder / f"{service}.json"
    written.write_text(json.dumps({**document, "paths": paths}), encoding="utf-8")
    return written


def _fuzz(document: Path, address: str, tokens: Path) -> str:
    """What schemathesis counted; fails with its whole report."""
    program = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(CONFIGURATION)]
    environment = os.environ | {"FUZZING_TOKENS": str(tokens), "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    done = subprocess.run(
        [*program, "run", str(document), "--url", address],
        cwd=tokens.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    tested, counted = re.search(r"Tested: (\d+)", done.stdout), re.search(r"(\d+) generated.*", done.stdout)
    assert tested
    assert counted, done.stdout
    return f"{tested[1]} operations, {counted[0]}"


def test_in_one_process(one_process: deployed.Deployed, tmp_path: Path, say: Callable[[str], None]) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(contract.DOCUMENT), encoding="utf-8")
    say(f"one process: {_fuzz(document, one_process.topology.url, _tokens(one_process, tmp_path))}")


@pytest.mark.parametrize("service", SERVICES)
def test_at_its_own_port(
    own_ports: deployed.Deployed, service: str, tmp_path: Path, say: Callable[[str], None]
) -> None:
    document = _document_of(service, tmp_path)
    path = next(iter(json.loads(document.read_text(encoding="utf-8"))["paths"]))
    say(f"{service}: {_fuzz(document, own_ports.address(path), _tokens(own_ports, tmp_path))}")
