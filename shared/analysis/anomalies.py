"""Which values of a year deserve a second look, by stated methods."""

from __future__ import annotations

import uuid
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from shared.analysis import anomalies_rules as rules
from shared.analysis import published_repository as repository
from shared.kit import db, strict_yaml
from shared.rankings.values import Column


async def find(reader: db.Reader, framework_id: uuid.UUID, framework: str, year: int, column: Column) -> dict[str, Any]:
    """Outliers, jumps and copies of a column, with the methods, their version and thresholds. Two statements."""
    now, before = [await _values(reader, framework_id, of, column) for of in (year, year - 1)]
    stated, thresholds = _thresholds()
    return {
        "framework": framework,
        "year": year,
        "column": column,
        "organisations": len(now),
        "organisations_before": len(before),
        "methods": stated,
        "items": [
            {
                "kind": one.kind,
                "organisation": one.organisation,
                "nodes": list(one.nodes),
                "value": one.value,
                "compared": None if one.compared is None else round(one.compared, 6),
                "spread": None if one.spread is None else round(one.spread, 6),
                "others": list(one.others),
            }
            for one in rules.anomalies(now, before, thresholds)
        ],
    }


async def _values(
    reader: db.Reader, framework_id: uuid.UUID, year: int, column: Column
) -> dict[str, dict[str, Decimal]]:
    if column == "published":
        rows = await repository.list_published(reader, framework_id, year)
    else:
        rows = await repository.list_computed(reader, framework_id, year, column)
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        found.setdefault(row["slug"], {})[row["node"]] = row["value"]
    return found


@cache
def _thresholds() -> tuple[dict[str, Any], rules.Thresholds]:
    """As the answer states them, and as the rules take them."""
    text = resources.files("shared.analysis").joinpath("anomalies.yaml").read_text(encoding="utf-8")
    stated: dict[str, Any] = strict_yaml.load(text)
    return stated, rules.Thresholds(
        stated["outlier"]["least_values"],
        Decimal(stated["outlier"]["deviations"]),
        Decimal(stated["jump"]["least_change"]),
        stated["copied"]["least_values"],
    )
