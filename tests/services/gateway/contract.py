"""The committed OpenAPI document, and a check of an answer against one of its schemas."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from openapi_schema_validator import OAS31Validator

DOCUMENT: dict[str, Any] = json.loads(resources.files("services.gateway").joinpath("openapi.json").read_bytes())
_OPERATIONS = {one["operationId"]: one for methods in DOCUMENT["paths"].values() for one in methods.values()}


def check(answer: Any, schema: dict[str, Any]) -> None:
    """Fails naming the first places where the answer is not as documented."""
    found = OAS31Validator({**schema, "components": DOCUMENT["components"]}).iter_errors(answer)
    wrong = [f"{error.json_path}: {error.message[:300]}" for error in found]
    assert not wrong, wrong[:5]


def schema_of(operation_id: str, status: int = 200) -> dict[str, Any]:
    """The documented schema of a JSON answer."""
    schema: dict[str, Any] = _OPERATIONS[operation_id]["responses"][str(status)]["content"]["application/json"][
        "schema"
    ]
    return schema


def operation(operation_id: str) -> dict[str, Any]:
    """What the document says of an operation."""
    found: dict[str, Any] = _OPERATIONS[operation_id]
    return found


def names() -> set[str]:
    """All operations."""
    return set(_OPERATIONS)


def address(operation_id: str) -> tuple[str, str]:
    """Method and path."""
    return next(
        (method.upper(), path)
        for path, methods in DOCUMENT["paths"].items()
        for method, one in methods.items()
        if one["operationId"] == operation_id
    )


def headers_of(operation_id: str, status: int = 200) -> set[str]:
    """The documented headers of an answer, as `Name-Name`."""
    return {name.title() for name in _OPERATIONS[operation_id]["responses"][str(status)].get("headers", {})}
