"""Who asks while the services are fuzzed: in turn, all whom the table of access lets in. Loaded by schemathesis."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis

from shared.identity import access

TOKENS: dict[str, str] = json.loads(Path(os.environ["FUZZING_TOKENS"]).read_text(encoding="utf-8"))


def _callers(operation: str) -> Iterator[str]:
    rule = access.OPERATIONS[operation]
    allowed = [role for role in TOKENS if rule.public or role in rule.roles or (role == "system" and rule.scope)]
    return itertools.cycle(allowed)


_TURNS: dict[str, Iterator[str]] = {}


class InTurn:
    """The next role of the operation for every case."""

    def get(self, case: Any, context: Any) -> str:
        """A token."""
        operation = context.operation.definition.raw["operationId"]
        return TOKENS[next(_TURNS.setdefault(operation, _callers(operation)))]

    def set(self, case: Any, data: str, context: Any) -> None:
        """As a bearer."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


schemathesis.auth(refresh_interval=None)(InTurn)
