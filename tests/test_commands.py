"""The Makefile and the installer behind it: what they list, and what they say on a machine that lacks something."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.local import clean, folder

REPOSITORY = Path(__file__).resolve().parents[1]
INSTALLER = REPOSITORY / "requirements" / "install.py"


def _make(*arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True).stdout


def test_help_is_the_default_and_lists_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert phony
    listed = re.findall(r"^make ([\w-]+) ", _make(), re.MULTILINE)
    assert listed == phony[1].split()


def test_tests_never_see_the_servers_of_run() -> None:
    recipe = _make("--dry-run", "test", "DATABASE_URL=postgresql://production/dti")
    assert re.search(r"unset DATABASE_URL REDIS_URL TODAY DATA PORT .*; exec \.venv/bin/python -m pytest", recipe)


def test_no_registry_is_named() -> None:
    """Packages come from wherever the machine's own pip is told to look."""
    paths = [REPOSITORY / "Makefile", INSTALLER, REPOSITORY / ".ci" / "run", *REPOSITORY.glob("requirements/*.lock")]
    for path in paths:
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", path.read_text()), path


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A repository with the installer and its lock, and an empty folder of programs."""
    (tmp_path / "requirements").mkdir()
    shutil.copy(INSTALLER, tmp_path / "requirements")
    (tmp_path / "requirements" / "local.lock").write_text("")
    (tmp_path / "requirements" / "base.lock").write_text("")
    (tmp_path / "bin").mkdir()
    for tool in ("mkdir", "ln"):  # the stand-ins need them
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def _python(machine: Path, name: str, *, version: str, parts: bool = True) -> None:
    """A Python that knows its version and, perhaps, how to make environments."""
    recent = version >= "3.11"
    script = f"""#!/bin/sh
case "$*" in
  *version_info*) exit {0 if recent else 1} ;;
  *platform*) echo {version} ;;
  *ensurepip*) exit {0 if parts else 1} ;;
  *venv*) mkdir -p "$4/bin"; ln -s "$0" "$4/bin/python"; echo made by {name} >&2 ;;
esac
"""
    path = machine / "bin" / name
    path.write_text(script)
    path.chmod(0o755)


def _install(machine: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, str(machine / "requirements" / "install.py"), "local"]
    return subprocess.Popen(command, env={"PATH": str(machine / "bin")}, stderr=subprocess.PIPE, text=True)


def test_an_old_python_is_told_what_is_needed(machine: Path) -> None:
    _python(machine, "python3", version="3.09.2")
    _, said = (process := _install(machine)).communicate()
    assert process.returncode == 1
    assert re.search(r"cannot set up: Python 3\.11 or newer is needed, but .*/python3 is 3\.09\.2", said)


def test_a_newer_python_beside_the_old_one_is_found(machine: Path) -> None:
    _python(machine, "python3", version="3.09.2")
    _python(machine, "python3.12", version="3.12.1")
    _, said = (process := _install(machine)).communicate()
    assert process.returncode == 0, said
    assert "made by python3.12" in said
    assert (machine / ".venv" / ".installed-local").exists()


def test_a_python_without_venv_is_told_what_to_install(machine: Path) -> None:
    _python(machine, "python3", version="3.11.2", parts=False)
    _, said = (process := _install(machine)).communicate()
    assert process.returncode == 1
    assert "comes without venv and ensurepip" in said
    assert "apt-get install python3-venv" in said


def test_what_is_installed_is_not_installed_again(machine: Path) -> None:
    _python(machine, "python3", version="3.11.2")
    _install(machine).communicate()
    _, said = _install(machine).communicate()
    assert said == ""


def test_the_installer_can_be_read_by_any_python() -> None:
    """An old one would answer a bare SyntaxError instead of what is needed."""
    text = INSTALLER.read_text(encoding="utf-8")
    assert text.isascii()
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]


def test_clean_tells_an_old_python_what_is_needed(machine: Path) -> None:
    _python(machine, "python3", version="3.06.15")
    command = [shutil.which("make") or "make", "clean", f"PYTHON={sys.executable}"]
    shell = machine / "bin" / "sh"
    shell.symlink_to("/bin/sh")
    environment = {"PATH": str(machine / "bin"), "DATA": str(machine / "data")}
    answer = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode != 0
    assert "cannot set up: Python 3.11 or newer is needed" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_clean_removes_a_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    folder.hold(data).close()
    assert clean.main(data) == 0
    assert not data.exists()
    assert clean.main(data) == 0
    assert capsys.readouterr().out == f"removed {data}\nthere is no data folder {data}\n"


def test_clean_refuses_any_other_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    assert clean.main(tmp_path) == 1
    assert (tmp_path / "thesis.docx").exists()


def test_clean_refuses_a_data_folder_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with folder.hold(tmp_path / "data"):
        assert clean.main(tmp_path / "data") == 1
    assert (tmp_path / "data").exists()
    assert "nothing is removed: already running" in capsys.readouterr().out
