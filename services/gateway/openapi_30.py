"""The OpenAPI 3.1 document as a true 3.0.3 one, for buses and generators that read no 3.1. Pure.

Same operations, parameters, required fields and schema names; every schema goes through `schema_30`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.gateway import schema_30

Document = dict[str, Any]
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def converted(given: Document) -> Document:
    """The whole document in 3.0.3. Raises schema_30.NotExpressible."""
    if lost := given.keys() & {"webhooks", "jsonSchemaDialect"}:
        raise schema_30.NotExpressible(str(sorted(lost)))
    return {
        **given,
        "openapi": "3.0.3",
        "info": _info(given["info"]),
        "paths": _each(given["paths"], _path),
        "components": {name: _section(name, items) for name, items in given.get("components", {}).items()},
    }


def _info(given: Document) -> Document:
    """3.0.3 knows neither a summary nor a licence by its SPDX name."""
    info = {name: value for name, value in given.items() if name != "summary"}
    if "summary" in given:
        info["description"] = "\n\n".join(
            [given["summary"], *([given["description"]] if "description" in given else [])]
        )
    if "license" in given:
        info["license"] = {name: value for name, value in given["license"].items() if name != "identifier"}
    return info


def _section(name: str, items: Document) -> Document:
    convert = {
        "schemas": schema_30.converted,
        "responses": _response,
        "parameters": _parameter,
        "headers": _parameter,
        "requestBodies": _body,
    }.get(name)
    if convert is None and name not in ("examples", "securitySchemes", "links"):
        raise schema_30.NotExpressible(f"components.{name}")
    return dict(items) if convert is None else _each(items, convert)


def _path(given: Document) -> Document:
    said = {name: _operation(one) if name in _METHODS else one for name, one in given.items()}
    return _with(said, "parameters", lambda found: [_parameter(one) for one in found])


def _operation(given: Document) -> Document:
    if "callbacks" in given:
        raise schema_30.NotExpressible(f"callbacks of {given.get('operationId')}")
    said = _with(given, "parameters", lambda found: [_parameter(one) for one in found])
    said = _with(said, "requestBody", _body)
    return _with(said, "responses", lambda found: _each(found, _response))


def _response(given: Document) -> Document:
    return _with(_with(given, "content", _content), "headers", lambda found: _each(found, _parameter))


def _parameter(given: Document) -> Document:
    return _with(_with(given, "schema", schema_30.converted), "content", _content)


def _body(given: Document) -> Document:
    return _with(given, "content", _content)


def _content(given: Document) -> Document:
    return _each(given, _media)


def _media(given: Document) -> Document:
    said = _with(given, "schema", schema_30.converted)
    return _with(said, "encoding", lambda found: _each(found, _encoding))


def _encoding(given: Document) -> Document:
    return _with(given, "headers", lambda found: _each(found, _parameter))


def _with(given: Document, name: str, convert: Callable[[Any], Any]) -> Document:
    """The same with one member converted, where there is one."""
    return {**given, name: convert(given[name])} if name in given else dict(given)


def _each(given: Document, convert: Callable[[Any], Any]) -> Document:
    return {name: convert(one) for name, one in given.items()}
