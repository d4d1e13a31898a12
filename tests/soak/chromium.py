"""A headless Chromium over its DevTools pipe: no driver, no port, no other host.

Requests are written to its descriptor 3 and answers read from 4, JSON ended by a zero byte.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_PATIENCE_S = 60.0
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--mute-audio"),
    # Whatever name a page asks for is found nowhere, so that nothing leaves this machine and every attempt is seen.
    *(
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        "--remote-debugging-pipe",
        "--window-size=1280,1600",
    ),
)
# The two ends become 3 and 4; first away from there, so that neither overwrites the other.
_STARTER = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]
for end, wanted in zip(ends, (3, 4)):
    os.dup2(end, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Failed(AssertionError):
    """The browser refused, ended, or did not show what was waited for."""


class Page:
    """One page, with what it asked for, what of that was refused, and what it complained of."""

    def __init__(self, written: int, read: int) -> None:
        self._written, self._read, self._rest = written, read, b""
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.refused: list[str] = []

    def open(self) -> None:
        """A blank page of its own, listened to from the beginning."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Audits"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is noted."""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._written, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            said = self._next(deadline)
            if said.get("id") == number:
                if "error" in said:
                    raise Failed(f"{method}: {said['error']}")
                result: dict[str, Any] = said["result"]
                return result
            self._note(said)

    def value(self, expression: str) -> Any:
        """What an expression of the page's script gives."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise Failed(f"{expression}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def wait(self, expression: str) -> Any:
        """The first true value of an expression; asked again until then."""
        return _until(lambda: self.value(expression), expression)

    def click(self, selector: str) -> None:
        """Wait for an element and click it."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector: str, text: str) -> None:
        """Type into a field as a keyboard would: a script's assignment is not seen by the page's framework."""
        self.wait(f"!!document.querySelector({json.dumps(selector)})")
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))
            more = os.read(self._read, 1 << 20) if ready else b""
            if not more:
                raise Failed("Chromium says nothing any more")
            self._rest += more
        message, self._rest = self._rest.split(b"\0", 1)
        said: dict[str, Any] = json.loads(message)
        return said

    def _note(self, said: dict[str, Any]) -> None:
        method, facts = said.get("method"), said.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(facts["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(facts["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(facts["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and facts["entry"]["level"] == "error":
            entry = facts["entry"]
            noted = self.refused if entry["source"] == "network" else self.complaints
            noted.append(f"{entry['text']} {entry.get('url', '')}")
        elif method == "Audits.issueAdded" and "ContentSecurityPolicy" in facts["issue"]["code"]:
            self.complaints.append(json.dumps(facts["issue"])[:500])


@contextlib.contextmanager
def page(folder: Path) -> Iterator[Page]:
    """A page of a Chromium with a profile of its own, ended with the block."""
    program = shutil.which("chromium")
    if program is None:
        raise Failed("chromium is missing: apt-get install chromium")
    for_it, written = os.pipe()
    read, from_it = os.pipe()
    arguments = [*_FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    starter = [sys.executable, "-c", _STARTER, str(for_it), str(from_it), program, *arguments]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(starter, pass_fds=(for_it, from_it), stdout=log, stderr=log)
    os.close(for_it)
    os.close(from_it)
    try:
        opened = Page(written, read)
        opened.open()
        yield opened
        opened._session = None
        opened.call("Browser.close")
    finally:
        os.close(written)
        os.close(read)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _until(ask: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + _PATIENCE_S
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise Failed(f"not within {_PATIENCE_S:.0f} s: {what}")
        time.sleep(0.05)
    return found
