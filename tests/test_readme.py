"""The README's tour is true: its commands are typed into a shell, in order, on a throw-away folder and a free port.

`…` in a written output stands for anything on its line; alone on a line, for any lines.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import ports

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
STAND_IN = REPOSITORY / "tests" / "curl_stand_in.py"
WRITTEN_FOLDER, WRITTEN_PORT = "/tmp/dti-tour", "8010"
SECONDS = 60


@dataclass(frozen=True)
class Step:
    """One command and what the README says it prints."""

    command: str
    output: str


def _steps() -> list[Step]:
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Step(command, output.rstrip("\n")))
    return found


def _matches(written: str, printed: str) -> bool:
    """Whether `printed` is what `written` stands for."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "…\n" else re.escape(line).replace("…", ".+")
        for line in f"{written}\n".splitlines(keepends=True)
    )
    return re.fullmatch(pattern, f"{printed}\n") is not None


class Shell:
    """One bash that stays open between commands, so that variables and functions of the reader stay too."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> str:
        """What the command prints, on both outputs."""
        assert self._bash.stdin
        assert self._bash.stdout
        end = f"end-{uuid.uuid4().hex}"
        self._bash.stdin.write(f"{command}\nprintf '\\n%s\\n' {end}\n")
        self._bash.stdin.flush()
        printed = "".join(iter(self._bash.stdout.readline, f"{end}\n"))
        return printed.rstrip("\n")

    def close(self) -> None:
        """End it."""
        self._bash.communicate(timeout=SECONDS)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A reader's environment; where the machine has no curl, a stand-in speaks as much of it as the README does."""
    programs = tmp_path / "bin"
    programs.mkdir()
    if shutil.which("curl") is None:
        script = programs / "curl"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
        script.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    path = f"{os.environ['PATH']}{os.pathsep}{programs}"
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"}


@contextlib.contextmanager
def _running(step: Step, environment: dict[str, str], log: Path) -> Iterator[None]:
    """The first terminal: started, ready, and stopped as Ctrl-C does it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", step.command],
            cwd=REPOSITORY,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            ready = _line_of(log, process)
            assert _matches(step.output, log.read_text(encoding="utf-8").partition(ready)[0] + ready)
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            process.wait(SECONDS)


def _line_of(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The line that says ready; the log is followed until it is there."""
    with log.open(encoding="utf-8") as written:
        text = ""
        while process.poll() is None:
            text += written.readline()
            if text.endswith("\n"):
                if text.startswith("ready "):
                    return text.rstrip("\n")
                text = ""
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_the_tour_prints_what_it_says(tmp_path: Path, environment: dict[str, str]) -> None:
    port, folder = str(ports.free()), str(tmp_path / "tour")

    def here(text: str) -> str:
        return text.replace(WRITTEN_FOLDER, folder).replace(WRITTEN_PORT, port)

    start, *steps, clean = [Step(here(step.command), here(step.output)) for step in _steps()]
    assert start.command.endswith("make run")
    assert clean.command.endswith("make clean")
    with _running(start, environment, tmp_path / "run.log"), contextlib.closing(Shell(environment)) as shell:
        for step in steps:
            printed = shell.run(step.command)
            assert _matches(step.output, printed), f"$ {step.command}\n{printed}\n--- the README says\n{step.output}"
    shell = Shell(environment)
    assert _matches(clean.output, shell.run(clean.command))
    shell.close()
    assert not Path(folder).exists()


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target


@pytest.mark.parametrize("heading", ["Two commands", "Five minutes with it", "How it is built", "Tiếng Việt"])
def test_it_has_what_a_newcomer_looks_for(heading: str) -> None:
    assert f"\n## {heading}\n" in README


def test_an_ellipsis_stands_for_what_differs() -> None:
    assert _matches('{"id":"…"}', '{"id":"7d1f"}')
    assert _matches("…\nready", "one\ntwo\nready")
    assert not _matches("ready", "one\nready")
    assert not _matches("0.2849 58 63", "0.2849 58 64")
