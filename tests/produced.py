"""Which test produces which kind of problem: noted while the tests run, demanded of the whole suite.

`make test ARGS=--problems` prints the table. What only nginx answers is not seen here; tests/deploy holds it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from services.gateway import problem_types
from shared.kit import errors
from shared.kit.web import problems

_FOLDER = "DTI_TESTS_PRODUCED"
_DOCUMENT = Path(__file__).parents[1] / "services" / "gateway" / "openapi.json"


class Produced:
    """The plugin: notes in every process of the run, adds up in the first one."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._first = not hasattr(config, "workerinput")
        self._found: dict[str, set[str]] = defaultdict(set)
        if self._first:
            os.environ[_FOLDER] = tempfile.mkdtemp(prefix="dti-produced-")
        self._note_refusals()
        self._note_answers()

    def _note_refusals(self) -> None:
        """What a domain refuses, answered over HTTP or not."""
        made = errors.DomainError.__init__

        def noted(refusal: errors.DomainError, *findings: errors.Finding, **facts: object) -> None:
            made(refusal, *findings, **facts)
            self._note(refusal.code)

        setattr(errors.DomainError, "__init__", noted)  # noqa: B010 - the type checker rightly minds the plain way

    def _note_answers(self) -> None:
        """What is answered as a problem without a domain: by the framework, or of a fault of ours."""
        made = problems.problem

        def noted(status: int, code: str, *arguments: Any, **named: Any) -> Any:
            self._note(code)
            return made(status, code, *arguments, **named)

        problems.problem = noted

    def _note(self, code: str) -> None:
        if test := os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]:
            self._found[code].add(test)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Every process leaves what it noted; the first one, which ends last, fails when a kind is nobody's."""
        folder = Path(os.environ[_FOLDER])
        noted = {code: sorted(tests) for code, tests in self._found.items()}
        (folder / f"{os.getpid()}.json").write_text(json.dumps(noted), encoding="utf-8")
        if self._first:
            for file in folder.glob("*.json"):
                for code, tests in json.loads(file.read_text(encoding="utf-8")).items():
                    self._found[code] |= set(tests)
            if self._whole() and self._missing() and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The table where it is asked for, and the kinds that no test produced."""
        if self._config.getoption("problems"):
            terminalreporter.write_sep("=", "problem → a test that produces it")
            for code in sorted(_codes()):
                first = min(self._found.get(code, ()), default="-", key=lambda test: (len(test), test))
                terminalreporter.write_line(f"{code:32} {first}")
        if self._whole() and (missing := self._missing()):
            terminalreporter.write_line(f"ERROR no test produces these problems: {', '.join(missing)}", red=True)

    def _whole(self) -> bool:
        chosen = self._config.option
        everything = self._config.args_source is pytest.Config.ArgsSource.TESTPATHS
        return everything and not (chosen.keyword or chosen.markexpr or chosen.lf or chosen.collectonly)

    def _missing(self) -> list[str]:
        return sorted(_codes() - problem_types.OF_THE_EDGE - self._found.keys())


def _codes() -> set[str]:
    document = json.loads(_DOCUMENT.read_text(encoding="utf-8"))
    return {kind["code"] for kind in document["x-problem-types"]}
