"""The answer to "how far is this target": its milestones, the latest figure of each organisation, all vintages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import orjson

from shared.kit import decimals
from shared.targets import rules, values

RULE = {
    "version": rules.REACHED_VERSION,
    "vi": "Số liệu mới nhất (số chính thức trước số ước của cùng ngày) so với mốc: trên, tối thiểu, hoặc đạt mức nêu.",
    "en": "The latest figure (a final one before an estimate of the same day) against the milestone: above, at least,"
    " or at or beyond the stated figure in the target's direction.",
}


def document(target: Mapping[str, Any], vintages: Sequence[Mapping[str, Any]]) -> bytes:
    """The answer as JSON: the target, the rule, where the province stands by its own figure, and per organisation the
    latest figure, where it stands, and all vintages."""
    milestones = [
        values.Milestone(*given) for given in zip(target["years"], target["operators"], target["required"], strict=True)
    ]
    measured = [list(group) for _, group in groupby(vintages, key=lambda row: row["organisation_id"])]
    own = next((group[0] for group in measured if group[0]["is_province"]), None)
    return orjson.dumps(
        {
            "target": orjson.Fragment(target["item"]),
            "rule": RULE,
            "milestones": list(_statuses(target, milestones, own)),
            "organisations": [_organisation(target, milestones, group) for group in measured],
        }
    )


def _organisation(
    target: Mapping[str, Any], milestones: Sequence[values.Milestone], group: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    latest = group[0]
    return {
        "organisation": orjson.Fragment(latest["organisation"]),
        "latest": orjson.Fragment(latest["item"]),
        "milestones": list(_statuses(target, milestones, latest)),
        "measurements": [orjson.Fragment(row["item"]) for row in group],
    }


def _statuses(
    target: Mapping[str, Any], milestones: Sequence[values.Milestone], latest: Mapping[str, Any] | None
) -> Iterator[dict[str, Any]]:
    for milestone in milestones:
        observed = latest["value"] if latest else None
        yield {
            "year": milestone.year,
            "operator": milestone.operator,
            "required": _number(milestone.required),
            "observed": _number(observed),
            "status": rules.status(target["aggregation"], target["direction"], milestone, observed),
            "inputs": [str(latest["id"])] if latest else [],
        }


def _number(value: Decimal | None) -> Any:
    return None if value is None else orjson.Fragment(decimals.plain(value))
