"""Small programs in place of the applications, so that the supervisor is tested without them.

Run by path: `stand_in.py web FD`, `stand_in.py worker`, `stand_in.py supervisor` (with DATA, PORT as in life).
"""

import http.server
import os
import signal
import socket
import sys
import threading
from pathlib import Path


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing: a log is of no interest here."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(bound.getsockname(), _Answer, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.server_name, self.server_port = bound.getsockname()
        self.server_activate()


def web(number: int) -> None:
    """Answer every GET with our process number until SIGTERM."""
    server = _Server(socket.socket(fileno=number))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.02)
    _note("web stopped")


def worker() -> None:
    """Wait for SIGTERM."""
    (Path(os.environ["DATA"]) / "worker.pid").write_text(str(os.getpid()))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.sigwait({signal.SIGTERM})
    _note("worker stopped")


def supervisor() -> int:
    """The real supervisor over these programs."""
    from services.local import child, programs, pulse, settings
    from services.local import supervisor as real

    pulse.TIMEOUT_SECONDS = float(os.environ.get("PULSE_SECONDS", "5"))
    pulse.INTERVAL_SECONDS = pulse.TIMEOUT_SECONDS / 2
    child.LOG_LIMIT_BYTES = int(os.environ.get("LOG_LIMIT_BYTES", "10000000"))
    here = (sys.executable, __file__)
    run = programs.Programs(
        migrate=(*here, "note", "migrated"),
        catalog=(*here, "note", "loaded"),
        web=(*here, "web"),
        worker=(*here, "worker"),
    )
    return real.Supervisor(settings.read(os.environ), run).main()


def _note(text: str) -> None:
    if os.environ.get("FAIL") == text:
        raise SystemExit("the reason stands here")
    with (Path(os.environ["DATA"]) / "notes.txt").open("a") as notes:
        notes.write(text + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["web", number]:
            web(int(number))
        case ["worker"]:
            worker()
        case ["note", text]:
            _note(text)
        case ["supervisor"]:
            raise SystemExit(supervisor())
