"""The values that a request to try first gives its parameters; the page fills them in, and the example answers it."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any


def show(path: str, operation: dict[str, Any], request: str) -> None:
    """Give the operation's parameters the values they have in `request`, such as /v1/targets/XHS.01?limit=1."""
    asked = urllib.parse.urlsplit(request)
    within = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), asked.path)
    values = {name: urllib.parse.unquote(value) for name, value in (within.groupdict() if within else {}).items()}
    values |= dict(urllib.parse.parse_qsl(asked.query))
    for parameter in operation.get("parameters", ()):
        if parameter["in"] in ("path", "query") and parameter["name"] in values:
            parameter["example"] = _typed(parameter["schema"], values[parameter["name"]])


def _typed(schema: dict[str, Any], text: str) -> Any:
    """As JSON says it."""
    if schema.get("type") == "integer":
        return int(text)
    if schema.get("type") == "boolean":
        return text == "true"
    return text
