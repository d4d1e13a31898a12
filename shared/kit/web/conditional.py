"""ETag, If-Match and If-None-Match: nobody overwrites what somebody else has changed meanwhile (RFC 9110, 13.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request

from shared.kit import errors


def etag(*parts: object) -> str:
    """A strong ETag of the parts that make a version."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def declared(
    *,
    required: bool,
    example: str = '"1"',
    description: str = "ETag đã đọc, kể cả dấu nháy / the ETag that was read, quotes included.",
) -> dict[str, Any]:
    """If-Match as OpenAPI shows it: the route's `openapi_extra`."""
    schema = {"type": "string", "examples": [example]}
    parameter = {"name": "If-Match", "in": "header", "required": required, "schema": schema, "description": description}
    return {"parameters": [parameter]}


def require_sent(request: Request) -> None:
    """Raises PreconditionRequired without If-Match."""
    if "if-match" not in request.headers:
        raise errors.PreconditionRequired


def require_match(request: Request, current: str) -> None:
    """Raises PreconditionRequired without If-Match, PreconditionFailed when it names another version."""
    require_sent(request)
    sent = request.headers["if-match"]
    if sent.strip() != "*" and current not in [tag.strip() for tag in sent.split(",")]:
        raise errors.PreconditionFailed


def matching(request: Request, *, required: bool = False) -> Callable[[object], None]:
    """Compares If-Match with the version to be replaced (None: there is nothing yet, which no If-Match names); where it
    is not required, it is heeded when sent.

    Raises PreconditionRequired at once, whatever the state: who does not send it must learn that first.
    """
    if required:
        require_sent(request)

    def check(version: object) -> None:
        if "if-match" in request.headers:
            if version is None:
                raise errors.PreconditionFailed
            require_match(request, etag(version))

    return check


def has_already(request: Request, current: str) -> bool:
    """Whether If-None-Match names this version: 304 is enough then. Compared weakly (RFC 9110, 13.1.2)."""
    sent = request.headers.get("if-none-match", "")
    return sent.strip() == "*" or current in [tag.strip().removeprefix("W/") for tag in sent.split(",")]
