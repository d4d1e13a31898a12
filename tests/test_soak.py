"""`make soak` apart from `make test`: who collects the long checks, and what is said when a program is missing."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import conftest
from tests.soak import needs


@pytest.mark.parametrize(
    ("asked", "ignored"),
    [
        (["tests"], True),
        (["tests/stories", "tests/shared"], True),
        (["tests/soak"], None),
        (["tests/soak/test_kills.py::test_killed_at_random_moments[1]"], None),
        (["tests/shared", "tests/soak/test_kills.py"], None),
    ],
)
def test_only_who_names_them_runs_the_long_checks(
    asked: list[str], ignored: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    config = cast(Any, SimpleNamespace(args=asked))
    assert conftest.pytest_ignore_collect(conftest.SOAK, config) is ignored
    assert conftest.pytest_ignore_collect(conftest.SOAK.parent / "stories", config) is None


def test_a_missing_program_fails_the_run_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nginx").touch(mode=0o755)
    monkeypatch.setattr(needs, "_PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert needs.missing() == ["chromium"]
    assert needs.main() != 0
    assert capsys.readouterr().err == "make soak needs chromium: apt-get install chromium\n"


def test_nothing_is_said_when_all_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in needs.PACKAGES:
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setattr(needs, "_PATH", str(tmp_path))
    assert needs.main() == 0
    assert capsys.readouterr().err == ""
