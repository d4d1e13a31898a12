"""Named places where a test may kill or hold a process; inert unless `FAILPOINTS` names them.

`FAILPOINTS="compute.read=kill:/path"` kills the process at that place once: the file marks that it happened.
`FAILPOINTS="compute.read=hold:/path"` waits there for as long as the file exists.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

# In the worker.
NAMES = (
    "relay.claimed",
    "relay.enqueued",
    "relay.committed",
    "compute.started",
    "compute.locked",
    "compute.read",
    "compute.computed",
    "compute.written",
    "compute.committed",
    "import.read",
    "import.judged",
    "import.written",
    "sealer.read",
    "sealer.written",
    "sealer.committed",
    "sealer.signing",
    "sealer.signed",
)


# In the web processes: the answer to a keyed request is stored, and it is committed but not sent yet.
WEB = ("once.stored", "once.committed")


async def reach(name: str) -> None:
    """Pass this place, or die or wait as `FAILPOINTS` says."""
    action = _actions().get(name)
    if action is None:
        return
    kind, _, path = action.partition(":")
    if kind == "kill":
        _kill_once(Path(path))
    while kind == "hold" and _exists(path):  # noqa: ASYNC110 - a test holds a file from another process
        await asyncio.sleep(0.01)


def _kill_once(marker: Path) -> None:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _exists(path: str) -> bool:
    return Path(path).exists()


def _actions() -> dict[str, str]:
    settings = os.environ.get("FAILPOINTS", "")
    return dict(part.split("=", 1) for part in settings.split(",") if "=" in part)
