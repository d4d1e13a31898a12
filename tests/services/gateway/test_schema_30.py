"""A schema said in OpenAPI 3.0.3 takes the same instances as in 3.1, over a family of random schemas."""

from __future__ import annotations

from typing import Any

import openapi_spec_validator
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator, OAS31Validator

from services.gateway import schema_30

# What $ref leads to: one that takes null and one that does not.
COMPONENTS: dict[str, Any] = {
    "Thing": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
    "Maybe": {"anyOf": [{"type": "string", "enum": ["x", "y"]}, {"type": "null"}]},
}
CONVERTED = {name: schema_30.converted(one) for name, one in COMPONENTS.items()}
NAMES = st.sampled_from(["a", "b", "kind"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-2, 3), st.sampled_from([0.5, "", "x", "xy", "2022-11-01"]))
INSTANCES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=4
)
BOUND = st.integers(-1, 2)
SIZE = st.integers(0, 2)
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


def _some(**words: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict(words.items()))


def _above(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with schemas in them."""
    several = st.lists(inner, min_size=1, max_size=3)
    with_null = st.tuples(several, st.booleans()).map(lambda two: [*two[0], {"type": "null"}] if two[1] else two[0])
    array = _some(items=inner | st.booleans(), contains=inner, minItems=SIZE, maxItems=SIZE, uniqueItems=st.booleans())
    names = st.lists(NAMES, max_size=2, unique=True)
    members = _some(
        type=st.just("object"),
        properties=st.dictionaries(NAMES, inner, max_size=2),
        required=names,
        additionalProperties=inner | st.booleans(),
        dependentRequired=st.dictionaries(NAMES, names, max_size=1),
        dependentSchemas=st.dictionaries(NAMES, inner, max_size=1),
        minProperties=SIZE,
    )
    tied = _some(propertyNames=st.fixed_dictionaries({"enum": names}), additionalProperties=inner | st.booleans())
    same = st.builds(
        lambda one, n: {"type": "array", "prefixItems": [one] * n, "items": False}, inner, st.integers(1, 3)
    )
    mixed = _some(anyOf=with_null, oneOf=with_null, allOf=several, type=st.sampled_from(TYPES))
    conditional = st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner})
    negated = st.fixed_dictionaries({"not": inner})
    return st.one_of(array, members, tied, same, mixed, conditional, negated, st.builds(_titled, inner))


def _titled(schema: Any) -> Any:
    return {"title": "T", "description": "d", **schema} if isinstance(schema, dict) else schema


LEAVES = st.one_of(
    st.booleans(),
    st.builds(lambda one: {"type": one}, st.sampled_from(TYPES)),
    st.builds(lambda some: {"type": some}, st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True)),
    st.builds(lambda value: {"const": value}, INSTANCES),
    st.builds(lambda values: {"enum": values}, st.lists(SCALARS, max_size=3)),
    st.builds(lambda values: {"type": ["string", "null"], "enum": values}, st.lists(SCALARS, min_size=1, max_size=3)),
    _some(minimum=BOUND, exclusiveMinimum=BOUND, maximum=BOUND, exclusiveMaximum=BOUND, multipleOf=st.just(2)),
    _some(
        type=st.just("string"), minLength=SIZE, maxLength=SIZE, pattern=st.just("^x"), contentMediaType=st.just("a/b")
    ),
    _some(**{"$ref": st.sampled_from([f"#/components/schemas/{name}" for name in COMPONENTS]), "title": st.just("T")}),
)
SCHEMAS = st.recursive(LEAVES, _above, max_leaves=6)
# Where mistakes are likeliest, drawn more densely: unions with null, and rules for objects that meet other kinds.
PLAIN = st.sampled_from([{"type": "null"}, {"type": "string"}, {"type": ["string", "null"]}, {"type": "object"}, True])
UNIONS = st.one_of(
    *(
        st.fixed_dictionaries({word: st.lists(PLAIN, min_size=1, max_size=3)}, optional={"title": st.just("T")})
        for word in ("anyOf", "oneOf")
    )
)
OBJECTS = st.fixed_dictionaries(
    {},
    optional={
        "dependentSchemas": st.dictionaries(st.just("a"), PLAIN | st.just({"required": ["b"]}), max_size=1),
        "propertyNames": st.just({"enum": ["a", "b"]}),
        "properties": st.dictionaries(st.just("a"), PLAIN, max_size=1),
        "additionalProperties": PLAIN | st.sampled_from([False]),
    },
)


def _takes(kind: Any, components: dict[str, Any], schema: Any, instance: Any) -> bool:
    root = {"allOf": [schema], "components": {"schemas": components}}
    return bool(kind(root).is_valid(instance))


def _valid_document(schema: Any) -> None:
    paths = {"/x": {"get": {"responses": {"200": {"description": "x", "content": {"a/b": {"schema": schema}}}}}}}
    info = {"title": "x", "version": "1"}
    openapi_spec_validator.validate(
        {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": CONVERTED}}
    )


@settings(max_examples=900, deadline=None, derandomize=True)
@given(schema=st.one_of(SCHEMAS, SCHEMAS, UNIONS, OBJECTS), instances=st.lists(INSTANCES, min_size=8, max_size=8))
def test_the_same_instances_are_valid(schema: Any, instances: list[Any]) -> None:
    said = schema_30.converted(schema)
    exact = not [word for word in said if word.startswith("x-")]
    for instance in [*instances, None, "x", {"a": 1}, {"a": None}, {"b": {}}, {"kind": "x"}]:
        before, after = (
            _takes(OAS31Validator, COMPONENTS, schema, instance),
            _takes(OAS30Validator, CONVERTED, said, instance),
        )
        assert before == after or (after and not exact), (schema, said, instance)


@pytest.mark.parametrize(("bound", "exclusive"), [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")])
def test_of_two_bounds_the_tighter_one_remains(bound: str, exclusive: str) -> None:
    for closed in (None, -1, 0, 1):
        for open_end in (-1, 0, 1):
            schema = {exclusive: open_end} if closed is None else {bound: closed, exclusive: open_end}
            said = schema_30.converted(schema)
            for number in (-2, -1, -0.5, 0, 0.5, 1, 2):
                before, after = _takes(OAS31Validator, {}, schema, number), _takes(OAS30Validator, {}, said, number)
                assert before == after, (schema, said, number)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(schema=SCHEMAS)
def test_what_is_said_is_openapi_3_0(schema: Any) -> None:
    _valid_document(schema_30.converted(schema))


WIDENED: list[tuple[dict[str, Any], list[Any]]] = [
    ({"propertyNames": {"maxLength": 1}, "type": "object"}, [{}, {"a": 1}, {"kind": 1}]),
    ({"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False}, [["x", 1], [1, "x"], [], ["x", 1, 1]]),
    ({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, [["x", 1, 2], ["x"], [None]]),
    ({"patternProperties": {"^k": {"type": "null"}}, "additionalProperties": False}, [{"kind": None}, {"a": 1}, {}]),
    ({"patternProperties": {"^k": {"type": "null"}}}, [{"kind": None}, {"a": 1}, {}]),
]


@pytest.mark.parametrize(("schema", "instances"), WIDENED)
def test_what_has_no_words_lets_more_through_and_keeps_its_rule(schema: dict[str, Any], instances: list[Any]) -> None:
    said = schema_30.converted(schema)
    _valid_document(said)
    assert any(word.startswith("x-") and schema[word[2:]] == rule for word, rule in said.items())
    taken = [one for one in instances if _takes(OAS31Validator, {}, schema, one)]
    assert taken
    assert all(_takes(OAS30Validator, {}, said, one) for one in taken)
    for around in ({"not": schema}, {"if": schema, "then": {}}, {"oneOf": [schema]}):
        with pytest.raises(schema_30.NotExpressible):
            schema_30.converted(around)


@pytest.mark.parametrize("word", ["unevaluatedProperties", "$dynamicRef", "$defs", "minContains"])
def test_what_cannot_be_said_is_refused(word: str) -> None:
    with pytest.raises(schema_30.NotExpressible, match=word.strip("$")):
        schema_30.converted({"title": "Thing", word: {}})


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "title": "Day"},
            {"type": "string", "format": "date", "nullable": True, "title": "Day"},
        ),
        (
            {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
            {"type": "string", "enum": ["a", None], "nullable": True},
        ),
        (
            {"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]},
            {"anyOf": [{"type": "number", "nullable": True}, {"type": "string"}]},
        ),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
            {"anyOf": [{"$ref": "#/components/schemas/Thing"}, schema_30.NULL]},
        ),
        ({"const": "live", "type": "string"}, {"type": "string", "enum": ["live"]}),
        ({"exclusiveMinimum": 0, "type": "number"}, {"minimum": 0, "exclusiveMinimum": True, "type": "number"}),
        (
            {"$ref": "#/components/schemas/Thing", "description": "d"},
            {"allOf": [{"$ref": "#/components/schemas/Thing"}], "description": "d"},
        ),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            {"type": "string", "format": "binary"},
        ),
        ({"type": "array"}, {"type": "array", "items": {}}),
    ],
)
def test_it_is_said_as_clients_read_it_best(schema: dict[str, Any], said: dict[str, Any]) -> None:
    assert schema_30.converted(schema) == said
