"""The web process of the one-process default: uvicorn on a socket that the supervisor has bound and keeps."""

import socket
import sys

from shared.overview import serving


def main(number: int) -> None:
    """Serve on the bound socket with this file descriptor until SIGTERM; open requests are finished first."""
    served = serving.config("services.local.app:create_app", factory=True)
    serving.Server(served).run(sockets=[socket.socket(fileno=number)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
