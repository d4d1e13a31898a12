"""The one OpenAPI document: valid, fresh, in two languages, true to the access table and to its own examples."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from typing import Any

import openapi_spec_validator
import pytest

from services.gateway import openapi, openapi_fields, openapi_words
from shared.evidence.values import USUAL_REASONS
from shared.identity import access
from shared.kit.web.app import TAKE_ROWS
from tests.services.gateway import contract

DOCUMENT = contract.DOCUMENT
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(a|the|of|by|is|are|one|every|they|who|figures?|works?|document|process|only|for|as|in|with)\b", re.I
)


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


OPERATIONS = {operation["operationId"]: (path, operation) for path, _, operation in _operations()}
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
# Of those of JSON Schema 2020-12 and OpenAPI 3.1, the ones in use.
JSON_SCHEMA = {
    *("$ref", "type", "enum", "const", "default", "examples", "title", "description", "format", "discriminator"),
    *("properties", "required", "additionalProperties", "propertyNames", "maxProperties", "minProperties"),
    *("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "anyOf", "oneOf", "allOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern"),
}
EACH = pytest.mark.parametrize("name", sorted(OPERATIONS))


def test_it_is_what_the_code_says() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "services.local.openapi", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_it_is_valid() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    openapi_spec_validator.validate(DOCUMENT)


def test_it_holds_every_operation_of_the_access_table() -> None:
    assert set(OPERATIONS) == set(access.OPERATIONS) - {"docs_asset"}


def test_its_tags_are_explained() -> None:
    explained = [tag["name"] for tag in DOCUMENT["tags"]]
    assert {tag for _, operation in OPERATIONS.values() for tag in operation["tags"]} == set(explained)


@EACH
def test_summary_and_description_are_in_both_languages(name: str) -> None:
    _, operation = OPERATIONS[name]
    vietnamese, separator, english = operation["summary"].partition(" / ")
    assert separator
    assert english
    assert VIETNAMESE.search(vietnamese) or vietnamese.startswith("Tài liệu")
    assert not VIETNAMESE.search(english)
    text = operation["description"].partition("\n\n*")[0]
    vietnamese, separator, english = text.partition(" / ") if " / " in text else text.partition("\n\n")
    assert separator, text
    assert VIETNAMESE.search(vietnamese)
    assert ENGLISH.search(english)


@EACH
def test_success_and_problem_are_documented(name: str) -> None:
    path, operation = OPERATIONS[name]
    successes = [response for status, response in operation["responses"].items() if status.startswith("2")]
    assert successes
    for media_type, content in (one for success in successes for one in success["content"].items()):
        assert content["schema"] != {}, media_type
    assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    if path.startswith("/v1/") or not access.OPERATIONS[name].public:
        assert "401" in operation["responses"]
        known = not access.OPERATIONS[name].public or name in openapi_words.PARTLY_PUBLIC
        assert ({"bearer": []} in operation["security"]) == known
        scope = access.OPERATIONS[name].scope
        assert ({"service_account": [scope]} in operation["security"]) == (known and scope is not None)
        assert ({} in operation["security"]) == (access.OPERATIONS[name].public and known)
    else:
        assert "security" not in operation


def test_whoever_sends_a_file_is_told_where_its_import_is() -> None:
    taking = [name for name in contract.names() if contract.address(name)[1].endswith(TAKE_ROWS)]
    assert len(taking) == 6
    for name in taking:
        for status in (200, 201, 202):
            assert {"Location", "Idempotency-Replayed"} <= contract.headers_of(name, status), (name, status)


def test_metrics_say_who_may_read_them() -> None:
    metrics = DOCUMENT["paths"]["/metrics"]["get"]
    assert "roles: admin, auditor" in metrics["description"]
    assert metrics["security"] == [{"bearer": []}, {"service_account": ["metrics:read"]}]


def test_a_service_account_gets_its_token_here_for_the_scopes_of_the_access_table() -> None:
    account = DOCUMENT["components"]["securitySchemes"]["service_account"]
    flow = account["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/oauth/token"
    assert set(flow["scopes"]) == {rule.scope for rule in access.OPERATIONS.values() if rule.scope}
    assert all(VIETNAMESE.search(text) and " / " in text for text in flow["scopes"].values())


@EACH
def test_what_is_tried_first_is_valid(name: str) -> None:
    for parameter in OPERATIONS[name][1].get("parameters", ()):
        if "example" in parameter:
            contract.check(parameter["example"], parameter["schema"])


@EACH
def test_every_body_has_an_example(name: str) -> None:
    for media, content in OPERATIONS[name][1].get("requestBody", {}).get("content", {}).items():
        if media == "application/json" and "example" not in content:
            schema = content["schema"]
            named = next((one for one in (schema, *schema.get("anyOf", ())) if "$ref" in one), schema)
            schema = SCHEMAS[named["$ref"].rpartition("/")[2]] if "$ref" in named else named
            (example, *_) = schema["examples"]
            contract.check(example, content["schema"])


@EACH
def test_links_lead_to_parameters_of_operations(name: str) -> None:
    for response in OPERATIONS[name][1]["responses"].values():
        for link in response.get("links", {}).values():
            path, _ = OPERATIONS[link["operationId"]]
            assert all(f"{{{parameter}}}" in path for parameter in link["parameters"]), (name, link)


@EACH
def test_no_parameter_is_null(name: str) -> None:
    """An address cannot say null; a client generated from such a schema would write the word."""
    for parameter in OPERATIONS[name][1].get("parameters", ()):
        assert {"type": "null"} not in parameter["schema"].get("anyOf", ()), parameter["name"]


@EACH
def test_parameters_are_explained_in_both_languages(name: str) -> None:
    for parameter in OPERATIONS[name][1].get("parameters", ()):
        assert " / " in parameter.get("description", ""), parameter["name"]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_described_in_both_languages(name: str) -> None:
    text = SCHEMAS[name].get("description", "")
    vietnamese, *english = re.split(r"\s+/\s+|\n\n", text, maxsplit=1)
    assert english, text
    assert VIETNAMESE.search(vietnamese)
    assert not VIETNAMESE.search(english[0])


@pytest.mark.parametrize("name", ["DecisionBody", "ClaimBody", "EvidenceMetadata"])
def test_fields_of_what_is_written_are_described_in_both_languages(name: str) -> None:
    for field, schema in SCHEMAS[name]["properties"].items():
        assert " / " in schema.get("description", ""), field
        assert VIETNAMESE.search(schema["description"]), field


def test_each_reason_for_a_decision_is_explained() -> None:
    field = SCHEMAS["DecisionBody"]["properties"]["reason_code"]
    for code in USUAL_REASONS:
        assert f"`{code}`: " in field["description"]


def test_schemas_use_the_words_of_json_schema_only() -> None:
    found = {word for name, schema in SCHEMAS.items() for word in _words(schema, name)}
    assert found <= JSON_SCHEMA, sorted(found - JSON_SCHEMA)


def _words(schema: Any, name: str) -> Iterator[str]:
    """The keywords of a schema and of those in it; names of properties, examples and values are none."""
    assert isinstance(schema, dict | bool), name
    for word, value in schema.items() if isinstance(schema, dict) else ():
        yield word
        inner: list[Any] = []
        if word in {"properties", "$defs", "patternProperties"}:
            inner = list(value.values())
        elif word in {"anyOf", "oneOf", "allOf", "prefixItems"}:
            inner = value
        elif word in {"items", "additionalProperties", "propertyNames", "not"}:
            inner = [value]
        for one in inner:
            yield from _words(one, name)


@EACH
def test_examples_have_the_shape_they_illustrate(name: str) -> None:
    _, operation = OPERATIONS[name]
    for response in operation["responses"].values():
        for content in response.get("content", {}).values():
            if "example" in content:
                contract.check(content["example"], content["schema"])


def test_a_posted_file_is_a_file_and_its_metadata_a_filled_in_text() -> None:
    """As the documentation page and client generators tell the two apart."""
    parts = DOCUMENT["components"]["schemas"]["Body_post_evidence"]["properties"]
    assert (parts["file"]["type"], parts["file"]["format"]) == ("string", "binary")
    assert parts["metadata"]["type"] == "string"
    assert not {"format", "contentMediaType"} & parts["metadata"].keys()
    assert "EvidenceMetadata" in parts["metadata"]["description"]
    contract.check(json.loads(parts["metadata"]["examples"][0]), {"$ref": "#/components/schemas/EvidenceMetadata"})


def test_every_operation_has_an_example() -> None:
    without = {
        name
        for name, (_, operation) in OPERATIONS.items()
        for status, response in operation["responses"].items()
        if status.startswith("2") and "example" not in response["content"].get("application/json", {"example": None})
    }
    own = {"openapi", "openapi_3_0"}  # their answer is this document
    assert without == own | {"openid_configuration", "oauth_metadata"}, "and theirs is this installation's addresses"


def test_each_example_file_belongs_to_an_operation() -> None:
    files = {
        path.name.removesuffix(".json") for path in resources.files("services.gateway").joinpath("examples").iterdir()
    }
    assert files <= set(OPERATIONS)


def test_problem_examples_have_the_shape_of_a_problem() -> None:
    for response in DOCUMENT["components"]["responses"].values():
        (content,) = response["content"].values()
        for example in content.get("examples", {}).values():
            contract.check(example["value"], content["schema"])


def test_one_name_with_two_meanings_is_refused() -> None:
    def part(kind: str) -> dict[str, Any]:
        return {"paths": {}, "components": {"schemas": {"Thing": {"type": kind}}}}

    with pytest.raises(openapi.NamesCollide, match="Thing"):
        openapi.merged([part("object"), part("string")], version="1", rules={}, kinds=[], examples={})


def test_names_of_schemas_are_words_and_no_module_or_counterpart() -> None:
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name or "-" in name] == []


def test_nothing_in_it_points_to_another_host() -> None:
    assert DOCUMENT["servers"] == [{"url": "/"}]
    assert "http://" not in json.dumps(DOCUMENT["paths"])


def test_what_a_path_names_is_called_by_its_name_alike() -> None:
    """`{evidence}` and `{score}`, which may be an id, a slug or a code; never `{evidence_id}`."""
    named = {name for path in DOCUMENT["paths"] for name in re.findall(r"{(\w+)}", path)}
    assert "evidence" in named
    assert not {name for name in named if name.endswith("_id")}


def test_a_field_that_means_the_same_everywhere_says_so() -> None:
    schema = {"properties": {"late": {"type": "boolean"}, "due_at": {"description": "x"}, "rank": {"$ref": "#/x"}}}
    openapi_fields.describe("Obligation", schema)
    assert "/ whether the first round came late" in schema["properties"]["late"]["description"]
    assert (schema["properties"]["due_at"], schema["properties"]["rank"]) == ({"description": "x"}, {"$ref": "#/x"})
    page: dict[str, Any] = {"properties": {"total": {"type": "integer"}}}
    openapi_fields.describe("Budget", page)
    assert page["properties"]["total"] == {"type": "integer"}
    openapi_fields.describe("TargetPage", page)
    assert page["properties"]["total"]["description"]
