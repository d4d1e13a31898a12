"""The answer to "who meets the set": each organisation's place at each criterion, and at the set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

import orjson

from shared.kit import decimals
from shared.targets import values as targets
from shared.targets.sets import rules, values

RULE = {
    "version": rules.VERSION,
    "vi": "Với mỗi tiêu chí: số chính thức mới nhất của đơn vị (không có thì số ước), của chính tiêu chí hoặc của chỉ"
    " tiêu mà nó nhắc lại, so với mốc của năm phải đạt; tiêu chí định tính theo đánh giá mới nhất. Đạt cả bộ khi mọi"
    " tiêu chí đều đạt, không đạt khi một tiêu chí chưa đạt, còn lại là chưa xác định.",
    "en": "For each criterion: the organisation's latest final figure (else its latest estimate), of the criterion"
    " itself or of the target that it repeats, against the milestone of the set's year; a qualitative one by its latest"
    " judgement. The set is met when every criterion is reached, not met as soon as one is not reached yet, and"
    " otherwise not determined.",
}


def criteria(head: Mapping[str, Any]) -> list[values.Criterion]:
    """What the rule needs of each criterion, in the set's order."""
    columns = (head[name] for name in ("measures", "aggregations", "directions", "operators", "required"))
    return [
        values.Criterion(
            measure, aggregation, direction, targets.Milestone(head["year"], operator, required) if operator else None
        )
        for measure, aggregation, direction, operator, required in zip(*columns, strict=True)
    ]


def document(head: Mapping[str, Any], page: Sequence[Mapping[str, Any]], *, more: bool, total: int | None) -> bytes:
    """One page as JSON with `next_keys`; `more`: others follow; `total`: how many there are, None for not asked."""
    asked = criteria(head)
    last = page[-1] if more else None
    return orjson.dumps(
        {
            "items": [_organisation(head, asked, row) for row in page],
            "set": orjson.Fragment(head["item"]),
            "criteria": list(_criteria(head)),
            "rule": RULE,
            "next_keys": [last["sort_key"], str(last["id"])] if last else None,
            **orjson.loads(head["times"]),
            **({} if total is None else {"total": total}),
        },
        default=str,  # the driver's UUIDs
    )


def _criteria(head: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    columns = ("codes", "names", "repeated_codes", "applies_to", "measures", "units", "operators", "required")
    for position, row in enumerate(zip(*(head[name] for name in columns), strict=True), start=1):
        code, name, repeats, applies_to, measure, unit, operator, required = row
        yield {
            "position": position, "target": code, "name": name, "repeats": repeats, "applies_to": applies_to,
            "measure": measure, "unit": unit, "operator": operator, "required": _number(required),
        }  # fmt: skip


def _organisation(head: Mapping[str, Any], asked: Sequence[values.Criterion], row: Mapping[str, Any]) -> dict[str, Any]:
    verdicts = [
        rules.verdict(criterion, values.Finding(observed, verdict and verdict == "achieved"))
        for criterion, observed, verdict in zip(asked, row["observed"], row["verdicts"], strict=True)
    ]
    counted = Counter(verdict.state for verdict in verdicts)
    return {
        "organisation": {"id": row["id"], "slug": row["slug"], "name": row["name"]},
        "meets": rules.meets(verdict.state for verdict in verdicts),
        "counts": {state: counted[state] for state in get_args(values.State)},
        "criteria": [
            {
                "target": head["codes"][place],
                "state": verdict.state,
                "reason": verdict.reason,
                "figure": _figure(head, row, place),
                "judgement": _judgement(row, place),
            }
            for place, verdict in enumerate(verdicts)
        ],
    }


def _figure(head: Mapping[str, Any], row: Mapping[str, Any], place: int) -> dict[str, Any] | None:
    if row["ids"][place] is None:
        return None
    return {
        "measurement": row["ids"][place],
        "target": (head["codes"] if row["own"][place] else head["repeated_codes"])[place],
        "value": _number(row["observed"][place]),
        "kind": row["kinds"][place],
        "measured_on": row["days"][place],
        "origin": row["origins"][place],
    }


def _judgement(row: Mapping[str, Any], place: int) -> dict[str, Any] | None:
    if row["judgements"][place] is None:
        return None
    return {"id": row["judgements"][place], "judged_on": row["judged_on"][place]}


def _number(value: Decimal | None) -> Any:
    return None if value is None else orjson.Fragment(decimals.plain(value))
