"""As much of curl as the README uses, for machines that have none: -s, -X, -H, -u, -d, -F name=value, -F name=@file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import httpx


def main(arguments: list[str]) -> int:
    """Send one request and write the body of its answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="body")
    parser.add_argument("-u", dest="user")
    parser.add_argument("-F", dest="parts", action="append", default=[])
    given = parser.parse_args(arguments)
    fields = dict(part.split("=", 1) for part in given.parts)
    names = {name: Path(value[1:]) for name, value in fields.items() if value.startswith("@")}
    said = dict(header.split(": ", 1) for header in given.headers)
    answer = httpx.request(
        given.method or ("POST" if given.body or fields else "GET"),
        given.url,
        headers=({"Content-Type": "application/x-www-form-urlencoded"} if given.body else {}) | said,
        auth=tuple(given.user.split(":", 1)) if given.user else None,
        content=given.body.encode() if given.body else None,
        files={name: (path.name, path.read_bytes()) for name, path in names.items()} or None,
        data={name: value for name, value in fields.items() if name not in names} or None,
        timeout=30,
        trust_env=False,
    )
    sys.stdout.buffer.write(answer.content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
