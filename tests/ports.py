"""Ports for what a test starts: nobody else is given one between its choice and the moment somebody listens there.

To ask the system for any free port, let go of it and hand its number on is a wager: it gives the same port to the next
who asks, also to an outgoing connection, and a process of ours needs a second to come up. These lie below those that
Linux gives out by itself (net.ipv4.ip_local_port_range begins at 32768), and a lock says whose each is.
"""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(tempfile.gettempdir()) / f"dti-ports-{os.getuid()}"
_numbers: Iterator[int] = iter(range(20_000, 32_768))


def free() -> int:
    """A port on which nobody listens. It is this process's for as long as it lives, whichever tests run beside it."""
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    return next(port for port in _numbers if _claimed(port) and _unused(port))


def _claimed(port: int) -> bool:
    claim = os.open(_FOLDER / str(port), os.O_CREAT | os.O_WRONLY, 0o600)  # stays open: the lock lives as long
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return False
    return True


def _unused(port: int) -> bool:
    with socket.socket() as asking:
        try:
            asking.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
