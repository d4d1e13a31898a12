"""The 3.0.3 document is valid, served, and says the same as the 3.1 one: operations, parameters, fields, answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import openapi_spec_validator
import pytest
from openapi_schema_validator import OAS30Validator

from services.gateway import openapi_30, schema_30
from tests.services.gateway import contract

DOCUMENT = contract.DOCUMENT
SAID: dict[str, Any] = json.loads(resources.files("services.gateway").joinpath("openapi-3.0.json").read_bytes())
SCHEMAS: dict[str, Any] = SAID["components"]["schemas"]
MINIMAL: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def _interface(document: dict[str, Any]) -> dict[str, Any]:
    """What a caller must know of each operation, free of what the two versions say in other words."""
    return {
        address: {
            "id": operation["operationId"],
            "security": operation.get("security"),
            "parameters": [(one["in"], one["name"], one.get("required")) for one in operation.get("parameters", ())],
            "body": sorted(operation.get("requestBody", {}).get("content", ())),
            "body required": operation.get("requestBody", {}).get("required"),
            "answers": {
                status: (response.get("$ref"), sorted(response.get("content", ())), sorted(response.get("headers", ())))
                for status, response in operation["responses"].items()
            },
        }
        for address, operation in _operations(document)
    }


def test_it_is_valid() -> None:
    assert SAID["openapi"] == "3.0.3"
    openapi_spec_validator.validate(SAID)


def test_it_has_the_same_operations_parameters_and_answers() -> None:
    assert _interface(SAID) == _interface(DOCUMENT)
    for name in ("responses", "securitySchemes"):
        assert SAID["components"][name].keys() == DOCUMENT["components"][name].keys()


def test_it_has_the_same_schemas_with_the_same_fields() -> None:
    def fields(document: dict[str, Any]) -> dict[str, Any]:
        return {
            name: (sorted(one.get("properties", ())), sorted(one.get("required", ())))
            for name, one in document["components"]["schemas"].items()
        }

    assert fields(SAID) == fields(DOCUMENT)


def test_every_reference_leads_somewhere_in_both() -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    assert set(references(SAID)) == set(references(DOCUMENT))
    for reference in set(references(SAID)):
        _, _, section, name = reference.split("/")
        assert name in SAID["components"][section]


def test_no_union_is_lost() -> None:
    """Each alternative of 3.1 is an alternative of 3.0.3, null as `nullable` or as the schema of null alone."""

    def check(before: Any, after: Any, at: str) -> None:
        if isinstance(before, dict) and "anyOf" in before:
            others = [one for one in before["anyOf"] if one.get("type") != "null"]
            branches = after.get("anyOf", [after])
            assert len([one for one in branches if one != schema_30.NULL]) == len(others), at
            null = len(others) < len(before["anyOf"])
            assert any(one.get("nullable") for one in branches) == null, at
            return
        if isinstance(before, dict):
            for name in before.keys() & after.keys():
                check(before[name], after[name], f"{at}.{name}")

    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, one in schema.get("properties", {}).items():
            check(one, SCHEMAS[name]["properties"][field], f"{name}.{field}")


def test_its_examples_are_valid_under_it() -> None:
    checked = 0
    for address, operation in _operations(SAID):
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                if "example" in content:
                    schema = {"allOf": [content["schema"]], "components": SAID["components"]}
                    wrong = [error.message[:200] for error in OAS30Validator(schema).iter_errors(content["example"])]
                    assert not wrong, (address, wrong[:3])
                    checked += 1
    assert checked > 20


def test_only_rules_for_names_of_properties_have_no_words() -> None:
    def extensions(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (name for name in value if name.startswith("x-"))
            for one in value.values():
                yield from extensions(one)

    assert {name for schema in SCHEMAS.values() for name in extensions(schema)} <= {"x-propertyNames"}


def test_3_1_words_outside_of_schemas_are_said_otherwise() -> None:
    info = {"title": "x", "version": "1", "summary": "s", "license": {"name": "n", "identifier": "i"}}
    said = openapi_30.converted({**MINIMAL, "info": info})
    assert said["info"] == {"title": "x", "version": "1", "description": "s", "license": {"name": "n"}}
    openapi_spec_validator.validate(said)


@pytest.mark.parametrize(
    "added",
    [
        {"webhooks": {}},
        {"components": {"pathItems": {}}},
        {"paths": {"/x": {"post": {"operationId": "x", "callbacks": {}, "responses": {}}}}},
    ],
)
def test_what_cannot_be_said_is_refused(added: dict[str, Any]) -> None:
    with pytest.raises(schema_30.NotExpressible):
        openapi_30.converted({**MINIMAL, **added})


def test_the_given_document_is_not_changed() -> None:
    given = copy.deepcopy(DOCUMENT)
    openapi_30.converted(given)
    assert given == DOCUMENT
