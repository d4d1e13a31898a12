"""The web process of the one-process default on `PORT`; with `UNVERIFIED`, the same handlers behind an open door.

`python -m bench.one_process`: the open door reads no token and counts nobody. It names one caller to the handlers and
to PostgreSQL, made once from `UNVERIFIED` (JSON: subject, organisation, role), so that both ask for the same rows.
"""

from __future__ import annotations

import json
import os
import socket
from typing import Any

from fastapi import Request

from services.local import web
from shared.identity import access, guard, rights, values
from shared.kit import callers
from shared.kit.web import routes


def main() -> None:
    """Bind and serve."""
    if told := os.environ.get("UNVERIFIED"):
        caller = json.loads(told)
        guard.guard = lambda *_, **__: _open_door(caller)
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", int(os.environ["PORT"])))
    web.main(bound.fileno())


def _open_door(caller: dict[str, Any]) -> routes.Guard:
    principal = values.Principal(
        subject=caller["subject"],
        client_id="bench",
        organisation=caller["organisation"],
        roles=frozenset([caller["role"]]),
        scopes=frozenset(),
        token_id="",
        expires_at=0,
        issued_at=0,
    )

    async def check(request: Request, operation: str) -> None:
        rule = access.OPERATIONS[operation]
        request.scope["principal"] = principal
        if rule.public and not rule.partly:
            callers.become(callers.NOBODY)
        else:
            callers.become(rights.setting(principal, request.app.state.clock.today()))

    return check


if __name__ == "__main__":
    main()
