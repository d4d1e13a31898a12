"""As whom the embedded servers run.

PostgreSQL refuses to run as root, so root gives its servers to a user of their own. That user must be able to reach the
data folder and the programs, wherever they lie: below a home folder with mode 0700 it may keep one capability that
opens folders (to read first, to override second), and nothing else.
"""

import dataclasses
import os
import pwd
import subprocess
from pathlib import Path

from services.local import child, errors

# Between the ranges that Debian, systemd and containers give out, and below 65,536, which is all a container maps.
# A user shared with others (nobody) would let those others open the socket.
FIRST_UID = 60_917
LAST_UID = 61_183

# linux/capability.h
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


@dataclasses.dataclass(frozen=True)
class Rights:
    """A user of the servers, or nobody else than ourselves when `uid` is None.

    `shown_uid`: ourselves still, but in a namespace in which the number is another, so that PostgreSQL sees no root.
    """

    uid: int | None = None
    gid: int | None = None
    capability: int | None = None
    shown_uid: int | None = None

    def options(self) -> list[str]:
        """The options of `launch.py` that say this."""
        if self.shown_uid is not None:
            return ["--namespace", str(self.shown_uid)]
        if self.uid is None:
            return []
        options = ["--uid", str(self.uid), "--gid", str(self.gid)]
        return options if self.capability is None else [*options, "--capability", str(self.capability)]

    def own(self, folder: Path) -> None:
        """Make a folder that only this user (and root) can enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def take(self, folder: Path) -> None:
        """Become the owner of a folder and of everything in it."""
        if self.uid is None or self.gid is None:
            return
        os.chown(folder, self.uid, self.gid)  # first: root without capabilities cannot look into somebody else's
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                self.take(path)
            else:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def with_a_name(self) -> "Rights":
        """The same, or `nobody` when no user has this number."""
        if self.uid is None or any(entry.pw_uid == self.uid for entry in pwd.getpwall()):
            return self
        nobody = pwd.getpwnam("nobody")
        return dataclasses.replace(self, uid=nobody.pw_uid, gid=nobody.pw_gid)


def choose(folder: Path, programs: list[Path]) -> Rights:
    """Find the least rights under which every program starts inside the folder. Raises ServersNeedAnotherUser."""
    if os.geteuid() != 0:
        return Rights()
    uid, gid = _owner(folder)
    candidates = [Rights(uid, gid, capability) for capability in (None, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE)]
    # Containers that allow no capability may still allow this; its files belong to root.
    candidates.append(Rights(os.geteuid(), os.getegid(), shown_uid=pwd.getpwnam("nobody").pw_uid))
    for rights in candidates:
        rights.own(folder)
        if all(_starts(rights, folder, program) for program in programs):
            if any(path.lstat().st_uid != rights.uid for path in folder.iterdir()):
                rights.take(folder)
            return rights
    raise errors.ServersNeedAnotherUser(folder=folder)


def _owner(folder: Path) -> tuple[int, int]:
    """Whoever owns the folder already, unless that is root; else a user that nobody has."""
    names = {entry.pw_uid: entry.pw_name for entry in pwd.getpwall()}
    if folder.exists() and folder.stat().st_uid != 0 and names.get(folder.stat().st_uid) != "nobody":
        return folder.stat().st_uid, folder.stat().st_gid
    uid = next(uid for uid in range(FIRST_UID, LAST_UID) if uid not in names)
    return uid, uid


def _starts(rights: Rights, folder: Path, program: Path) -> bool:
    command = child.command([str(program), "--version"], rights=rights.options(), folder=folder)
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own program, no shell
