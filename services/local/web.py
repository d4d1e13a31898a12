"""The web process of the one-process default: uvicorn on a socket that the supervisor has bound and keeps."""

import socket
import sys

import uvicorn


def main(number: int) -> None:
    """Serve on the bound socket with this file descriptor until SIGTERM; open requests are finished first."""
    config = uvicorn.Config(
        "services.local.app:create_app",
        factory=True,
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=8,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=number)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
