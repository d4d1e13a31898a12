"""Each import contract of pyproject.toml bites: one violation each, in a copy of the packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURED: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
CONTRACTS: list[dict[str, Any]] = CONFIGURED["contracts"]
DOMAINS = sorted(path.parent.name for path in (ROOT / "shared").glob("*/repository.py"))

# Contract → (module to write, what it says). Every module exists for its one sin.
SINS: dict[str, tuple[str, str]] = {
    "Domains know only the domains before them": ("shared/law/knows_later.py", "import shared.targets.service"),
    "No process imports another, except the composition root": (
        "services/targets_api/knows_another.py",
        "import services.reporting_api.app",
    ),
    "Rules, values, events and errors are pure": ("shared/audit/rules.py", "import pydantic"),
    "No SQLAlchemy in services and routes": ("services/gateway/with_sql.py", "import sqlalchemy"),
    "Only the token module imports python-jose": ("shared/identity/second_jose.py", "from jose import jwt"),
    "Only the queue module and the worker know arq": ("shared/law/with_queue.py", "import arq"),
    "The product does not know its benchmark or its tests": ("services/gateway/with_bench.py", "import bench.__main__"),
    "No import cycle, at any depth": ("shared/kit/web/turning.py", "import shared.kit.turned"),
} | {
    f"Only the domain {domain} reads its repository": (
        f"shared/overview/reads_{domain}.py",
        f"import shared.{domain}.repository",
    )
    for domain in DOMAINS
}


def test_every_contract_has_its_sin() -> None:
    assert {contract["name"] for contract in CONTRACTS} == set(SINS)


def test_every_package_of_ours_has_its_place_in_the_order() -> None:
    order = next(contract for contract in CONTRACTS if contract["name"].startswith("Domains know"))["layers"]
    listed = {layer.strip("()") for layer in order}
    found = {f"shared.{path.parent.name}" for path in (ROOT / "shared").glob("*/__init__.py")} | {"services"}
    assert listed == found


def test_every_process_has_its_place() -> None:
    processes = " ".join(next(c for c in CONTRACTS if c["name"].startswith("No process"))["layers"])
    listed = set(re.findall(r"services\.\w+", processes))
    assert listed == {f"services.{path.parent.name}" for path in (ROOT / "services").glob("*/__init__.py")}


def _linted(folder: Path) -> str:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = ["--no-cache", "--no-logo", "--config", str(folder / "pyproject.toml")]
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages, without data, in a folder of their own."""
    folder = tmp_path_factory.mktemp("copy")
    for package in CONFIGURED["root_packages"]:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.yaml", "*.md", "*.sql")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def kept(copied: Path) -> str:
    """What is said of the packages as they are."""
    return _linted(copied)


@pytest.fixture(scope="module")
def broken(copied: Path, kept: str) -> str:
    """What is said once every sin is committed."""
    assert kept
    for file, line in SINS.values():
        assert not (copied / file).exists()
        (copied / file).write_text(f"{line}\n")
    (copied / "shared/kit/turned.py").write_text("import shared.kit.web.turning\n")
    return _linted(copied)


def test_all_are_kept_as_it_stands(kept: str) -> None:
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in kept


@pytest.mark.parametrize("contract", SINS)
def test_each_contract_bites(broken: str, contract: str) -> None:
    assert re.search(rf"^{re.escape(contract)} BROKEN", broken, flags=re.M), broken
    told = broken.partition("Broken contracts")[2]
    section = re.split(r"^-+$", told.partition(f"\n{contract}\n")[2], flags=re.M)[1]
    sinner = SINS[contract][0].removesuffix(".py").replace("/", ".")
    assert sinner in section or (contract.startswith("No import cycle") and ".turned" in section), section
