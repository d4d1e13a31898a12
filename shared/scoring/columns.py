"""One component in its three columns: what was claimed, verified and published, and which decisions lie between."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from shared.kit import db
from shared.scoring import repository


async def of(reader: db.Reader, score: dict[str, Any], bases: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Points of a component in every column with their score_ids, and what makes the difference.

    `bases`: what each computed column of the run rests on. `difference`: verified − self, in points; null where one of
    them cannot be determined. `decisions`: those that gave the verified points; none where nobody has decided.
    """
    found: dict[str, Any] = {}
    for column in ("self", "verified"):
        rows = await repository.scores_of_run(reader, score["run_id"], column)
        row = next(one for one in rows if one["node"] == score["node"])
        found[column] = {"score_id": row["id"], "points": row["points"]}
    own, verified = found["self"]["points"], found["verified"]["points"]
    return {
        **found,
        "published": await repository.published_node(reader, score["assessment_id"], score["node"]),
        "difference": None if own is None or verified is None else verified - own,
        "claim": bases["self"].get("claim"),
        "decisions": sorted(set(map(str, _decisions(bases["verified"])))),
    }


def _decisions(basis: Mapping[str, Any]) -> Iterator[uuid.UUID | str]:
    if "decision" in basis:
        yield basis["decision"]
    for part in basis.get("parts", {}).values():
        yield from _decisions(part)
