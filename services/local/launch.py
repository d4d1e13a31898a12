"""Become another program, with fewer rights, and die with the parent.

Run by path (`python -I -S launch.py OPTIONS -- program ...`), so it may import the standard library only. A small
program between fork and exec costs 20 ms; `preexec_fn` would run Python in a forked copy of a threaded process.
"""

import ctypes
import os
import sys

# linux/prctl.h, linux/securebits.h, linux/sched.h, linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION_3 = 0x20080522


def main(arguments: list[str]) -> None:
    """Shape: `--parent PID --signal N [--uid N --gid N [--capability N]] [--folder PATH] -- program argument...`.

    Instead of --uid and --gid, `--namespace N` keeps the user and lets the program see it as the user N.
    """
    split = arguments.index("--")
    option = dict(zip(arguments[:split:2], arguments[1:split:2], strict=True))
    program = arguments[split + 1 :]
    if "--namespace" in option:
        enter_namespace(int(option["--namespace"]))
    elif "--uid" in option:
        drop_rights(int(option["--uid"]), int(option["--gid"]), int(option.get("--capability", "-1")))
    # After the change of user, which clears it. A parent that is already gone sends no signal any more.
    die_with_parent(int(option["--signal"]))
    if os.getppid() != int(option["--parent"]):
        raise SystemExit(1)
    if "--folder" in option:
        os.chdir(option["--folder"])
    os.execv(program[0], program)  # noqa: S606 - no shell is the point


def die_with_parent(number: int) -> None:
    """Ask the kernel for this signal when the parent dies, even by SIGKILL. Linux only; elsewhere nothing happens."""
    if sys.platform == "linux":
        check(c_library().prctl(PR_SET_PDEATHSIG, number, 0, 0, 0))


def c_library() -> ctypes.CDLL:
    """The functions that Python has no name for."""
    return ctypes.CDLL(None, use_errno=True)


def drop_rights(uid: int, gid: int, capability: int) -> None:
    """Change to the user for good, keeping at most one capability (-1: none).

    The secure bit keeps access(2), which PostgreSQL asks about its own binaries, consistent with what open(2) allows.
    """
    libc = c_library() if sys.platform == "linux" else None
    keep = libc if capability >= 0 else None
    if keep is not None:
        check(keep.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if keep is not None:
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        one = 1 << capability  # both capabilities we use are below 32
        sets = (ctypes.c_uint32 * 6)(one, one, one, 0, 0, 0)  # effective, permitted, inheritable; the upper words
        check(keep.capset(header, sets))
        check(keep.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0))
    if libc is not None:
        check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def enter_namespace(shown_uid: int) -> None:
    """Move to a user namespace in which we, and nobody else, exist under another number."""
    uid, gid = os.geteuid(), os.getegid()
    check(c_library().unshare(CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{shown_uid} {uid} 1"), ("gid_map", f"{shown_uid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib costs 5 ms here
            file.write(text)


def check(result: int) -> None:
    """Raise what the C library reported."""
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


if __name__ == "__main__":
    main(sys.argv[1:])
