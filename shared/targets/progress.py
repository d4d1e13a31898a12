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
    milestones = _milestones(target)
    measured = [list(group) for _, group in groupby(vintages, key=lambda row: row["organisation_id"])]
    own = next((group[0] for group in measured if group[0]["is_province"]), None)
    return _dump(
        target,
        list(_statuses(target, milestones, own)),
        [_organisation(target, milestones, group) for group in measured],
    )


def public_document(target: Mapping[str, Any], vintages: Sequence[Mapping[str, Any]]) -> bytes:
    """The same for strangers: where the province stands by its own latest final figure, and nobody's vintages."""
    own = next((row for row in vintages if row["is_province"] and row["kind"] == "final"), None)
    standings = [{**standing, "inputs": []} for standing in _statuses(target, _milestones(target), own)]
    return _dump(target, standings, [])


def _dump(target: Mapping[str, Any], milestones: list[dict[str, Any]], organisations: list[dict[str, Any]]) -> bytes:
    return orjson.dumps(
        {
            "target": orjson.Fragment(target["item"]),
            "rule": RULE,
            "milestones": milestones,
            "organisations": organisations,
        }
    )


def _milestones(target: Mapping[str, Any]) -> list[values.Milestone]:
    return [
        values.Milestone(*given) for given in zip(target["years"], target["operators"], target["required"], strict=True)
    ]


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
