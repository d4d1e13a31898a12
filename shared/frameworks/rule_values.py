"""The values of an answer to a rule as request bodies take them. What must stand in them the component's rule says."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

# Read as strictly as every body (figures are exact), and judged by `rule_kinds.findings`, which knows the rule.
Values = Annotated[
    dict[str, Any],
    Field(max_length=50),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [{"type": "number"}, {"type": "boolean"}, {"type": "string"}, {"type": "object"}]
            },
        }
    ),
]
_SHAPES = " yes_no {met}; steps {step}; ratio, normalised {numerator, denominator}; tiers {value}; parts {parts: {…}}"
OF_A_CLAIM = f"Số liệu mà cách tính đòi hỏi / what the rule asks for:{_SHAPES}."
OF_A_DECISION = (
    "Số liệu đã thẩm định; với accept có thể bỏ trống nếu cơ quan đã nêu khi tự chấm; với `parts` là số liệu của phần"
    " nêu trong `part` / the verified figures; accept may leave them to the claim; under `parts` those of the `part`:"
    f"{_SHAPES}."
)
