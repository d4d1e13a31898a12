"""One JSON Schema 2020-12 (OpenAPI 3.1) said in the words of OpenAPI 3.0.3. Pure.

What 3.0.3 has other words for is said exactly: the same instances are valid. What it has no words for (names of
properties by a rule, tuples of several types) lets more through and keeps the rule beside it as `x-<keyword>`; where
letting more through would refuse something else, and for what cannot be said at all, NotExpressible is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

Schema = dict[str, Any]
# `nullable` counts beside a `type` only, so this is how 3.0.3 says "null and nothing else".
NULL: Schema = {"type": "string", "nullable": True, "enum": [None]}
NOTHING: Schema = {"not": {}}
_SAID_ALIKE = frozenset(
    {
        *("title", "description", "default", "format", "deprecated", "readOnly", "writeOnly", "discriminator"),
        *("externalDocs", "xml", "example", "multipleOf", "minimum", "maximum", "minLength", "maxLength", "pattern"),
        *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    }
)
_ANNOTATIONS = frozenset({"title", "description", "default", "deprecated", "example", "readOnly", "writeOnly"})
_COMBINING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not"})
_READ_BELOW = frozenset(
    {
        *("$ref", "$comment", "type", "enum", "const", "examples", "exclusiveMinimum", "exclusiveMaximum"),
        *("contentMediaType", "contentEncoding", "items", "prefixItems", "contains", "properties", "required"),
        *("additionalProperties", "propertyNames", "patternProperties", "dependentRequired", "dependentSchemas"),
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
    }
)


class NotExpressible(Exception):
    """OpenAPI 3.0.3 has no words for this; say it another way in the 3.1 document."""


def converted(given: Schema | bool, *, exact: bool = False) -> Schema:
    """The schema in 3.0.3. Raises NotExpressible, with `exact` also for what could only be widened."""
    if isinstance(given, bool):
        return {} if given else dict(NOTHING)
    if unknown := {word for word in given if word not in _SAID_ALIKE | _READ_BELOW and not word.startswith("x-")}:
        raise NotExpressible(f"{sorted(unknown)} in {given.get('title', given)}")
    said: Schema = {word: value for word, value in given.items() if word in _SAID_ALIKE or word.startswith("x-")}
    if "examples" in given:
        said.setdefault("example", given["examples"][0])
    _say_bounds(given, said)
    _say_contents(given, said)
    _say_array(given, said, exact=exact)
    _say_object(given, said, exact=exact)
    for extra in (*_types(given), *_values(given), *_combined(given, exact=exact)):
        _conjoin(said, extra)
    if said.get("type") == "array":
        said.setdefault("items", {})
    return _unwrapped(said)


def _conjoin(said: Schema, extra: Schema) -> None:
    """Both hold: side by side where their words do not touch each other, else under allOf."""
    if "$ref" not in extra and not extra.keys() & said.keys():
        said.update(extra)
    else:
        said["allOf"] = [*said.get("allOf", ()), *(extra["allOf"] if extra.keys() == {"allOf"} else [extra])]


def _unwrapped(said: Schema) -> Schema:
    """A lone alternative stands for the whole where nothing but annotations are beside it."""
    beside = said.keys() - _ANNOTATIONS
    for word in ("anyOf", "allOf"):
        if beside == {word} and len(said[word]) == 1:
            (only,) = said[word]
            if "$ref" not in only or said.keys() == {word}:
                return {**only, **{name: value for name, value in said.items() if name != word}}
    return said


def _types(given: Schema) -> Iterator[Schema]:
    if "type" not in given:
        return
    types = [given["type"]] if isinstance(given["type"], str) else list(given["type"])
    null = {"nullable": True} if "null" in types else {}
    others = [one for one in types if one != "null"]
    if not others:
        yield dict(NULL)
    elif len(others) == 1:
        yield {"type": others[0], **null}
    else:
        first, *rest = (_of_type(one) for one in others)
        yield {"anyOf": [{**first, **null}, *rest]}


def _of_type(name: str) -> Schema:
    return {"type": "array", "items": {}} if name == "array" else {"type": name}


def _values(given: Schema) -> Iterator[Schema]:
    if "enum" in given:
        yield {"enum": _once(given["enum"])} if given["enum"] else dict(NOTHING)
    if "const" in given:
        yield {"enum": [given["const"]]}


def _once(values: list[Any]) -> list[Any]:
    """Draft 4, on which 3.0.3 rests, takes each value once; true is not 1."""
    return list({orjson.dumps(one, option=orjson.OPT_SORT_KEYS): one for one in values}.values())


def _say_bounds(given: Schema, said: Schema) -> None:
    """A bound that does not count itself is a flag beside the bound; of two bounds the tighter one remains."""
    for bound, exclusive, tighter in (
        ("minimum", "exclusiveMinimum", max),
        ("maximum", "exclusiveMaximum", min),
    ):
        if exclusive not in given:
            continue
        open_end = given[exclusive]
        if bound not in given or tighter(given[bound], open_end) == open_end:
            said |= {bound: open_end, exclusive: True}


def _say_contents(given: Schema, said: Schema) -> None:
    """A file is a format. Both are annotations: no instance is refused for them."""
    if given.get("contentEncoding") in ("base64", "base64url"):
        said.setdefault("format", "byte")
    elif "contentMediaType" in given:
        said.setdefault("format", "binary")


def _say_array(given: Schema, said: Schema, *, exact: bool) -> None:
    rest = given.get("items", True)
    if "prefixItems" not in given:
        if rest is False:
            said |= {"items": {}, "maxItems": 0}
        elif "items" in given:
            said["items"] = converted(rest, exact=exact)
        return
    places = [converted(one, exact=exact) for one in given["prefixItems"]]
    if rest is False:
        said["maxItems"] = min(len(places), given.get("maxItems", len(places)))
    else:
        places.append(converted(rest, exact=exact))
    kinds = [one for index, one in enumerate(places) if one not in places[:index]]
    said["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if len(kinds) > 1:
        _widen(said, "prefixItems", given["prefixItems"], exact=exact)


def _say_object(given: Schema, said: Schema, *, exact: bool) -> None:
    properties = {name: converted(one, exact=exact) for name, one in given.get("properties", {}).items()}
    if properties:
        said["properties"] = properties
    if given.get("required"):
        said["required"] = given["required"]
    others = given.get("additionalProperties", True)
    if "additionalProperties" in given:
        said["additionalProperties"] = others if isinstance(others, bool) else converted(others, exact=exact)
    if patterns := given.get("patternProperties"):
        allowed = [converted(one, exact=exact) for one in patterns.values()]
        if others is not True:
            said["additionalProperties"] = {"anyOf": [*allowed, *([] if others is False else [converted(others)])]}
        _widen(said, "patternProperties", patterns, exact=exact)
    names = given.get("propertyNames", True)
    if names is True:
        return
    closed = isinstance(names, Mapping) and set(names) - _ANNOTATIONS <= {"enum", "type"} and "enum" in names
    if closed and names.get("type", "string") == "string" and not {"properties", "patternProperties"} & given.keys():
        named = [name for name in names["enum"] if isinstance(name, str)]
        said |= {"properties": {name: converted(others, exact=exact) for name in named}, "additionalProperties": False}
    else:
        _widen(said, "propertyNames", names, exact=exact)


def _widen(said: Schema, word: str, rule: Any, *, exact: bool) -> None:
    if exact:
        raise NotExpressible(f"{word} under not, if or oneOf in {said.get('title', rule)}")
    said[f"x-{word}"] = rule


def _combined(given: Schema, *, exact: bool) -> Iterator[Schema]:
    if "$ref" in given:
        yield {"$ref": given["$ref"]}
    if "allOf" in given:
        yield {"allOf": [converted(one, exact=exact) for one in given["allOf"]]}
    if "anyOf" in given:
        yield {"anyOf": _with_null_folded(given["anyOf"], [converted(one, exact=exact) for one in given["anyOf"]])}
    if "oneOf" in given:
        yield {"oneOf": _with_null_folded(given["oneOf"], [converted(one, exact=True) for one in given["oneOf"]])}
    if "not" in given:
        yield {"not": converted(given["not"], exact=True)}
    yield from _conditional(given, exact=exact)


def _conditional(given: Schema, *, exact: bool) -> Iterator[Schema]:
    if "if" in given:
        condition = converted(given["if"], exact=True)
        if "then" in given:
            yield {"anyOf": [{"not": condition}, converted(given["then"], exact=exact)]}
        if "else" in given:
            yield {"anyOf": [condition, converted(given["else"], exact=exact)]}
    for name, needed in given.get("dependentRequired", {}).items():
        if needed:
            yield {"anyOf": [{"not": {"type": "object", "required": [name]}}, {"required": needed}]}
    for name, then in given.get("dependentSchemas", {}).items():
        yield {"anyOf": [{"not": {"type": "object", "required": [name]}}, converted(then, exact=exact)]}
    if "contains" in given:
        yield {"not": {"type": "array", "items": {"not": converted(given["contains"], exact=True)}}}


def _with_null_folded(given: list[Any], branches: list[Schema]) -> list[Schema]:
    """The alternatives with "or null" as `nullable` of a typed one, which clients understand best; no union is lost."""
    nulls = [index for index, one in enumerate(given) if one is not True and _is_null(one)]
    typed = [
        index
        for index, one in enumerate(branches)
        if index not in nulls and "type" in one and "nullable" not in one and not one.keys() & _COMBINING
    ]
    if len(nulls) != 1 or not typed:
        return branches
    chosen = branches[typed[0]]
    folded = {**chosen, "nullable": True, **({"enum": _once([*chosen["enum"], None])} if "enum" in chosen else {})}
    return [folded if index == typed[0] else one for index, one in enumerate(branches) if index not in nulls]


def _is_null(given: Any) -> bool:
    return isinstance(given, Mapping) and given.get("type") == "null" and given.keys() <= {"type", *_ANNOTATIONS}
