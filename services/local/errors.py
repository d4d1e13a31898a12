"""What can stop the local system from starting, each said in words that tell what to do."""

from pathlib import Path


class LocalError(Exception):
    """The local system cannot start."""


class PortTaken(LocalError):
    """The port is used by another program."""

    def __init__(self, *, port: int) -> None:
        super().__init__(
            f"port {port} on 127.0.0.1 is taken by another program. "
            f"Stop that program, or choose another port: PORT={port + 1} make run"
        )


class AlreadyRunning(LocalError):
    """The data folder is in use by another supervisor."""

    def __init__(self, *, folder: Path, holder: str) -> None:
        super().__init__(
            f"already running on the data folder {folder} ({holder}). "
            "Stop it with Ctrl-C in its terminal, or use another folder and port: DATA=.run2 PORT=8001 make run"
        )


class ServersNeedAnotherUser(LocalError):
    """Root may not run the embedded PostgreSQL, and no other user can reach the folder."""

    def __init__(self, *, folder: Path) -> None:
        super().__init__(
            f"PostgreSQL does not run as root, and no unprivileged user can reach {folder} from here. "
            "Run this as an ordinary user, or give your own servers: DATABASE_URL=… REDIS_URL=… make run"
        )


class SetupFailed(LocalError):
    """A step of the setup ended with an error."""

    def __init__(self, *, step: str, log: Path, tail: str) -> None:
        super().__init__(f"{step} failed; the last lines of {log}:\n{tail}")


class NoSocketFolder(LocalError):
    """No folder with a short enough path is ours."""

    def __init__(self, *, tried: list[Path]) -> None:
        super().__init__(
            f"no private folder for the servers' sockets: {', '.join(map(str, tried))} belong to somebody else"
        )


class BadSetting(LocalError):
    """An environment variable has a value that cannot be used."""

    def __init__(self, *, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name}={value!r} cannot be used: {wanted}")
