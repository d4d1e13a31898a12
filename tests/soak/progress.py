"""What a long run shows: a line when a part is done, what it counted, and at the end one line per check."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

_SAID = "soak"


@dataclass
class Check:
    """One module: its parts so far, the seconds they took with what they had to set up, and what they counted."""

    title: str
    parts: int = 0
    failed: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)


class Progress:
    """A pytest plugin beside pytest's own reporter, which still prints failures."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._checks: dict[str, Check] = {}
        self._began = time.monotonic()
        self._done = 0
        self._all = 0
        self._seconds: dict[str, float] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._all = len(items)
        for item in items:
            module = item.getparent(pytest.Module)
            title = (getattr(getattr(module, "obj", None), "__doc__", None) or "").strip().partition("\n")[0]
            self._checks.setdefault(item.nodeid.partition("::")[0], Check(title.rstrip(".") or item.name))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """No dots: the lines below say more."""
        if report.passed:
            return ("passed" if report.when == "call" else "", "", "")
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        check = self._checks[report.nodeid.partition("::")[0]]
        check.seconds += report.duration
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration
        check.failed += report.failed
        if report.when != "teardown":
            check.parts += report.when == "call" or report.failed
            return
        self._done += 1
        said = [str(value) for name, value in report.user_properties if name == _SAID]
        check.said += said
        name = report.nodeid.partition("::")[2]
        self._write(f"[{self._done}/{self._all}] {self._elapsed()} {name}: {self._seconds[report.nodeid]:.1f} s")
        for line in said:
            self._write(f"    {line}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_sep("=", f"long checks, {self._elapsed()} in all")
        width = max((len(check.title) for check in self._checks.values()), default=0)
        for check in self._checks.values():
            verdict = "FAILED" if check.failed else "held" if check.parts else "not run"
            terminalreporter.write_line(
                f"{verdict:7} {check.title:{width}}  {check.parts:4} parts  {check.seconds:6.1f} s"
            )
            for line in check.said:
                terminalreporter.write_line(f"        {line}")

    def _elapsed(self) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        return f"{minutes}:{seconds:02}"

    def _write(self, line: str) -> None:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.ensure_newline()
            reporter.write_line(line, flush=True)


def sayer(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Notes what a part counted: shown with its line and again in the summary."""

    def say(line: str) -> None:
        request.node.user_properties.append((_SAID, line))

    return say
