"""The data folder: who holds it, what lies where, and where its sockets are."""

import contextlib
import fcntl
import hashlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import TextIO

from services.local import errors
from services.local.rights import Rights

# sun_path holds 108 bytes with its closing zero on Linux, 104 on macOS.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


def make(folder: Path) -> None:
    """Make the data folder. What is private in it has folders of its own; root's servers pass through this one."""
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    logs = folder / "log"
    logs.mkdir(exist_ok=True)
    logs.chmod(0o700)


def hold(folder: Path) -> TextIO:
    """Take the folder for ourselves until the file is closed or we die. Raises AlreadyRunning.

    The lock is the kernel's, so that nothing is left to clean up after a crash.
    """
    make(folder)
    lock = (folder / "supervisor.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "just starting"
        lock.close()
        raise errors.AlreadyRunning(folder=folder, holder=holder) from None
    return lock


def sign(lock: TextIO, text: str) -> None:
    """Leave in the lock file who holds it, for whom it turns away."""
    lock.seek(0)
    lock.truncate()
    lock.write(text + "\n")
    lock.flush()


def note_addresses(folder: Path, addresses: dict[str, str]) -> None:
    """Leave the addresses of the running system for the caller's own tools, readable by the owner only."""
    note = folder / "running.json"
    note.unlink(missing_ok=True)
    note.touch(mode=0o600)
    note.write_text(json.dumps(addresses, indent=2) + "\n", encoding="utf-8")


def socket_folder(data: Path, rights: Rights) -> Path:
    """A private folder for unix sockets, emptied: inside the data folder, or elsewhere when that path is too long.

    The mode 0700 is the servers' only door: nobody but the owner and root can connect. Raises NoSocketFolder.
    """
    inside = data / "sockets"
    if len(os.fsencode(inside)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH:
        rights.own(inside)
        _empty(inside)
        return inside
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    bases = [os.environ.get("XDG_RUNTIME_DIR", "/tmp"), tempfile.gettempdir(), "/tmp", "/var/tmp"]  # noqa: S108
    tried = []
    for base in bases:
        folder = Path(base) / f"dti-{digest}"
        tried.append(folder)
        if len(os.fsencode(folder)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH and _take(folder, rights):
            _empty(folder)
            return folder
    raise errors.NoSocketFolder(tried=tried)


def release(sockets: Path) -> None:
    """Remove the sockets' folder once the servers are gone."""
    with contextlib.suppress(FileNotFoundError):
        _empty(sockets)
        sockets.rmdir()


def _take(folder: Path, rights: Rights) -> bool:
    """Make the folder ours; False when somebody else made it first."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), rights.uid}:
            return False
    except OSError:
        return False
    rights.own(folder)
    return True


def _empty(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()
