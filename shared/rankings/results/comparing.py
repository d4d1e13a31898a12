"""Published results beside what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.kit import db
from shared.rankings.results import repository, rules, under


async def compare(reader: db.Reader, framework: str, year: int) -> dict[str, Any]:
    """Totals and ranks as published and as computed, and every difference. Grain: one organisation; five statements.

    `framework`: slug or id, or `slug@version`. Raises RankingRefused naming the framework.
    """
    found = await under.find(reader, framework)
    structure = await under.to_compare(reader, found, year)
    field = await repository.read_field(reader, found.level, dt.date(year, 12, 31))
    held = [row for row in await repository.read_held(reader, found.id, year) if row["node"] is not None]
    printed: dict[str, dict[str, rules.Printed]] = {}
    heads: dict[str, Mapping[str, Any]] = {}
    for row in held:
        value = None if row["certainty"] == "derived" else row["value"]
        printed.setdefault(row["slug"], {})[row["node"]] = rules.Printed(value, row["rank"], row["rank_of"])
        heads[row["slug"]] = row
    everybody = bool(field) and {row["slug"] for row in field} <= printed.keys()
    differences = rules.differences(structure, printed, ranks=everybody)
    totals = {slug: rules.total(structure, rules.index_values(one)) for slug, one in printed.items()}
    return {
        "framework": found.slug,
        "framework_version": structure.version,
        "year": year,
        "known": len(printed),
        "field": len(field),
        "tolerance": rules.tolerance(structure),
        "ranks_compared": everybody,
        "items": [
            {
                "organisation": slug,
                "assessment": heads[slug]["assessment_id"],
                "import_id": heads[slug]["import_id"],
                "total": one.get("total", rules.Printed()).value,
                "rank": one.get("total", rules.Printed()).rank,
                "computed_total": totals[slug],
                "computed_rank": rules.rank_of(totals, slug) if everybody else None,
                "differences": [_said(each) for each in differences if each.organisation == slug],
            }
            for slug, one in sorted(printed.items())
        ],
    }


def _said(one: rules.Difference) -> dict[str, Any]:
    return {
        "node": one.node,
        "what": one.what,
        "published": one.published,
        "computed": one.computed,
        "tolerance": one.tolerance,
        "possible_ranks": None if one.possible is None else list(one.possible),
    }
