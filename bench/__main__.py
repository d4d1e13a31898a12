"""`make bench`: print the table. Exit code 1 when a ratio that may be judged misses its floor or ceiling."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator

from bench import (
    analysing,
    computing,
    doors,
    feed,
    importing,
    independence,
    installing,
    machine,
    pages,
    province,
    ratios,
    recomputing,
    system,
    table,
    visible,
)

_PARTS = (
    "installing",
    "pages",
    "province",
    "importing",
    "doors",
    "feed",
    "computing",
    "recomputing",
    "independence",
    "analysing",
    "visible",
)


def main() -> int:
    """Measure part by part; progress goes to the error output, the table to the output."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ratios.ROUNDS, help="fewer are quicker and are not judged")
    parser.add_argument("--only", choices=_PARTS, action="append", help="measure these parts only")
    asked = parser.parse_args()
    began, before = time.monotonic(), machine.times()
    rows = list(_rows(asked.rounds, set(asked.only or _PARTS)))
    print(table.render(rows))
    print(
        f"\n{time.monotonic() - began:.0f} s; stolen of all CPU: {machine.times().stolen_since(before):.1%}; server on"
        " one core, client, PostgreSQL and queue on the other; ratio: median of the rounds (smallest-largest), spread:"
        f" (largest - smallest) / median, noisy above {ratios.NOISY_ABOVE:.0%}"
    )
    return int(any(row.verdict in {ratios.BELOW, ratios.ABOVE} for row in rows))


def _rows(rounds: int, wanted: set[str]) -> Iterator[table.Row]:
    _say("starting PostgreSQL and Valkey")
    with system.running() as started:
        system.migrated(started, "empty")
        if wanted & {"installing"}:
            _say("installing the catalog")
            yield from installing.rows(started, "empty")
        else:
            asyncio.run(started.create_database("catalog", "empty"))
            started.run(["shared.catalog"], DATABASE_URL=started.database_url("catalog"))
        if "pages" in wanted:
            _say("pages of targets")
            yield from pages.rows(started, asyncio.run(started.create_database("pages", "catalog")), rounds)
        if "province" in wanted:
            _say("a province after ten years")
            yield from province.rows(started, asyncio.run(started.create_database("province", "catalog")), rounds)
        if "importing" in wanted:
            _say("an import of measurements")
            ours, theirs = (asyncio.run(started.create_database(name, "catalog")) for name in ("imported", "copied"))
            yield from importing.rows(started, ours, theirs, rounds)
        if "doors" in wanted:
            _say("tokens and nginx")
            yield from doors.rows(started, asyncio.run(started.create_database("doors", "catalog")), rounds)
        if "feed" in wanted:
            _say("the change feed")
            yield from feed.rows(started, asyncio.run(started.create_database("feed", "catalog")), rounds)
        if "computing" in wanted:
            _say("computations")
            yield from computing.rows(started, "catalog", rounds)
        if "recomputing" in wanted:
            _say("computing everything again")
            yield from recomputing.rows(started, "catalog", rounds)
        if "independence" in wanted:
            _say("one decision among many assessments")
            yield from independence.rows(started, "catalog", rounds)
        if "analysing" in wanted:
            _say("questions that simulate")
            yield from analysing.rows(started, asyncio.run(started.create_database("analysing", "catalog")), rounds)
        if "visible" in wanted:
            _say("decisions to visible scores")
            yield from visible.rows(started, rounds)


def _say(what: str) -> None:
    print(f"bench: {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
