"""The small program between fork and exec, and the choice of a user for the servers."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.local import child, errors, folder, postgres, rights, valkey
from tests.services.local.systems import gone, wait_for

# Prints its number, then waits to be killed.
WAITING = "import os, signal; print(os.getpid(), flush=True); signal.pause()"


def test_a_child_dies_with_its_parent() -> None:
    """Even by SIGKILL, which the parent cannot pass on."""
    inner = child.command([sys.executable, "-c", WAITING])
    own = str(os.getpid())
    parent = (
        "import os, subprocess, sys; a = sys.argv[1:]; a[a.index('--parent') + 1] = str(os.getpid()); subprocess.run(a)"
    )
    assert own in inner
    with subprocess.Popen([sys.executable, "-c", parent, *inner], stdout=subprocess.PIPE) as process:
        assert process.stdout
        number = int(process.stdout.readline())
        process.kill()
    assert wait_for(lambda: gone(number))


def test_a_child_whose_parent_is_gone_does_not_start() -> None:
    argv = child.command(["/bin/echo", "started"])
    argv[argv.index("--parent") + 1] = "1"
    result = subprocess.run(argv, capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (1, b"")


def test_a_child_starts_in_its_folder(tmp_path: Path) -> None:
    result = subprocess.run(child.command(["/bin/pwd"], folder=tmp_path), capture_output=True, text=True, check=True)
    assert result.stdout.strip() == str(tmp_path.resolve())


def test_a_stubborn_child_is_killed(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    log = tmp_path / "deaf.log"
    one = child.Child(name="deaf", program=[sys.executable, "-c", deaf], log=log, environment={})
    one.start()
    one.wait_until(lambda: "up" in log.read_text(), step="starting")
    one.stop(seconds=0.05)
    assert one.process
    assert one.process.returncode == -signal.SIGKILL


def test_what_never_becomes_ready_is_reported_with_its_log(tmp_path: Path) -> None:
    one = child.Child(name="x", program=["/bin/echo", "no such file"], log=tmp_path / "x.log", environment={})
    one.start()
    with pytest.raises(errors.SetupFailed, match="starting it failed") as caught:
        one.wait_until(lambda: False, step="starting it")
    assert "no such file" in str(caught.value)


def test_the_servers_start_below_a_private_folder(tmp_path: Path) -> None:
    """As root the servers get a user of their own, who must get in all the same."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    cluster = private / "data" / "postgres"
    chosen = rights.choose(cluster, [postgres.SERVER, valkey.server()])
    assert cluster.stat().st_uid == (os.geteuid() if chosen.uid is None else chosen.uid)
    assert (chosen.uid is None) == (os.geteuid() != 0)
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_sockets_that_somebody_made_first_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp")
    ours = folder.socket_folder(long, rights.Rights())
    folder.release(ours)
    ours.symlink_to(tmp_path)
    try:
        other = folder.socket_folder(long, rights.Rights())
        assert other != ours
        folder.release(other)
    finally:
        ours.unlink()
