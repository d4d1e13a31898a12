"""One OpenAPI 3.1 document for all services, merged from what each application says of itself. Pure.

Added here, once for all: who may call what (from the access table), the refusals as problem documents, the tags.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway import openapi_fields, openapi_intro, openapi_links, openapi_requests
from services.gateway import openapi_words as words
from shared.identity.grants import Access
from shared.kit import errors
from shared.kit.web import idempotency, problems, routes

Document = dict[str, Any]
_GENERATED = ("HTTPValidationError", "ValidationError")
_KINDS: tuple[type[errors.DomainError], ...] = (
    errors.Unauthenticated,
    errors.Forbidden,
    errors.NotFound,
    errors.Conflict,
    errors.Gone,
    errors.PreconditionFailed,
    errors.TooLarge,
    errors.UnsupportedMedia,
    errors.Invalid,
    errors.Locked,
    errors.PreconditionRequired,
    errors.TooManyRequests,
    errors.Unavailable,
)


class NamesCollide(Exception):
    """Two services mean different things by one schema name or one address."""


def merged(
    parts: Iterable[Document],
    *,
    version: str,
    rules: Mapping[str, Access],
    kinds: list[dict[str, Any]],
    examples: Mapping[str, Any],
    requests: Mapping[str, str] | None = None,
) -> Document:
    """The document of all parts; `requests` are the addresses to try first, by operation. Raises NamesCollide."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = dict(words.SCHEMAS)
    for part in copy.deepcopy(list(parts)):
        for path, operations in part["paths"].items():
            _add(paths, path, operations)
        for name, schema in part.get("components", {}).get("schemas", {}).items():
            if name not in _GENERATED:
                _add(schemas, name, schema)
    for name, description in words.DESCRIPTIONS.items():
        if name in schemas:
            schemas[name]["description"] = description
    for name, schema in schemas.items():
        openapi_fields.describe(name, schema)
    for path, operations in paths.items():
        for method, operation in operations.items():
            _complete(path, method, operation, rules[operation["operationId"]], examples)
            if request := (requests or {}).get(operation["operationId"]):
                openapi_requests.show(path, operation, request)
    return {
        "openapi": "3.1.0",
        "info": {**openapi_intro.INFO, "version": version},
        "servers": [{"url": "/"}],
        "tags": words.TAGS,
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {_name(kind): _response(kind) for kind in _KINDS} | {"Problem": _any_problem()},
            "securitySchemes": words.security(rule.scope for rule in rules.values() if rule.scope),
        },
        "x-problem-types": kinds,
    }


def _add(into: dict[str, Any], name: str, value: Any) -> None:
    if into.setdefault(name, value) != value:
        raise NamesCollide(name)


def _complete(path: str, method: str, operation: Document, rule: Access, examples: Mapping[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    asks = operation.get(routes.ONLY_ASKS, False)
    if path.startswith("/v1/") and method.upper() in idempotency.METHODS and not asks:
        operation.setdefault("parameters", []).append(words.IDEMPOTENCY_KEY)
    for status, response in responses.items():
        if response["description"] == "Successful Response":
            response["description"] = words.SUCCESS[status]
        fits = status.startswith("2") and "application/json" in response.get("content", {})
        if operation["operationId"] in examples and fits:
            response["content"]["application/json"]["example"] = examples[operation["operationId"]]
    partly = operation["operationId"] in words.PARTLY_PUBLIC
    for kind in _refusals(path, method, operation, open_to_all=rule.public and not partly):
        responses[str(problems.status_of(kind))] = {"$ref": f"#/components/responses/{_name(kind)}"}
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    operation["responses"] = dict(sorted(responses.items()))
    if path.startswith("/v1/") or not rule.public:
        operation["security"] = _security(rule, partly=partly)
        operation["description"] = f"{operation['description']}\n\n{words.who_may(rule, partly=partly)}"
        for parameter in operation.get("parameters", ()):
            parameter.setdefault("description", words.PARAMETERS.get(parameter["name"], ""))
            parameter["schema"] = _without_null(parameter["schema"])
        successes = [responses[status] for status in sorted(responses) if status.startswith("2")]
        for success in successes:
            for name in words.headers(operation):
                success.setdefault("headers", {})[name] = words.HEADERS[name]
        if links := openapi_links.of(operation["operationId"]):
            successes[0]["links"] = links


def _security(rule: Access, *, partly: bool) -> list[Document]:
    """Any one lets in. Purely public is the empty list: the page would draw a lock for an empty requirement."""
    if rule.public and not partly:
        return []
    by_scope: list[Document] = [{"service_account": [rule.scope]}] if rule.scope else []
    return [*([{}] if partly else []), {"bearer": []}, *by_scope]


def _without_null(schema: Document) -> Document:
    """A parameter is left out or has a value: an address cannot say null."""
    others = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if "anyOf" not in schema or len(others) == len(schema["anyOf"]):
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**others[0], **rest} if len(others) == 1 else {**rest, "anyOf": others}


def _refusals(path: str, method: str, operation: Document, *, open_to_all: bool) -> Iterable[type[errors.DomainError]]:
    if not path.startswith("/v1/") and open_to_all:
        return
    yield errors.Unauthenticated
    if not open_to_all:
        yield errors.Forbidden
    if "{" in path:
        yield errors.NotFound
    if method != "get":
        yield errors.Conflict
    if "changes" in operation["tags"]:
        yield errors.Gone
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match":
            yield errors.PreconditionFailed
            if parameter["required"]:
                yield errors.PreconditionRequired
    if "requestBody" in operation:
        yield from (errors.TooLarge, errors.UnsupportedMedia)
    yield from (errors.Invalid, errors.TooManyRequests, errors.Unavailable)


def _name(kind: type[errors.DomainError]) -> str:
    return kind.__name__


def _response(kind: type[errors.DomainError]) -> Document:
    title = re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
    examples = {language: {"value": words.example_of(kind, language)} for language in ("vi", "en")}
    headers = {name: words.HEADERS[name] for name in words.HEADERS_OF_REFUSALS.get(kind, ())}
    return {
        "description": f"{examples['vi']['value']['title']} / {title}",
        **({"headers": headers} if headers else {}),
        "content": {problems.MEDIA_TYPE: {"schema": words.PROBLEM_REF, "examples": examples}},
    }


def _any_problem() -> Document:
    return {
        "description": "Mọi lỗi khác cũng có dạng này / any other error looks like this, too",
        "content": {problems.MEDIA_TYPE: {"schema": words.PROBLEM_REF}},
    }
