"""An organisation among its peers, by published figures only: nothing computed of one is shown to another."""

from __future__ import annotations

import uuid
from collections import defaultdict
from fractions import Fraction
from statistics import median
from typing import Any

from shared.analysis import published_repository as repository
from shared.assessments.errors import AssessmentNotFound
from shared.kit import db, decimals
from shared.rankings import service as rankings


async def compare(reader: db.Reader, assessment: uuid.UUID, group: str | None) -> dict[str, Any]:
    """Each published figure beside the best, the median and the mean of the peers. Grain: one node.

    `peers`: how many there are, `known`: with how many figures; the mean is said only where all are known. Raises
    AssessmentNotFound, RankingRefused naming the group.
    """
    head = await repository.find_head(reader, assessment)
    if head is None:
        raise AssessmentNotFound(assessment=assessment)
    group_id = await rankings.filter_group(reader, group)
    rows = await repository.list_published(reader, head["framework_id"], head["year"], group_id)
    peers = await repository.count_members(reader, head["level"], head["year"], group_id)
    by_node: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_node[row["node"]].append(row)
    return {
        "assessment": str(assessment),
        "organisation": head["organisation"],
        "framework": head["framework"],
        "year": head["year"],
        "group": group,
        "peers": peers,
        "items": [_figure(node, known, head["organisation"], peers) for node, known in sorted(by_node.items())],
    }


def _figure(node: str, known: list[dict[str, Any]], organisation: str, peers: int) -> dict[str, Any]:
    values = [Fraction(row["value"]) for row in known]
    own = next((row for row in known if row["slug"] == organisation), None)
    best = max(values)
    everybody = len(known) >= peers
    return {
        "node": node,
        "value": own and own["value"],
        "published_rank": own and own["rank"],
        "score_id": own and own["score_id"],
        "known": len(known),
        "rank": None if own is None or not everybody else sum(value > own["value"] for value in values) + 1,
        "best": decimals.rounded(best),
        "best_of": [row["slug"] for row in known if row["value"] == best],
        "median": decimals.rounded(median(values)),
        "mean": decimals.rounded(sum(values, Fraction(0)) / len(values)) if everybody else None,
    }
