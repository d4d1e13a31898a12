"""A page of 50 targets by the product against the bare handler that sends the same items."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import http.client
import json
from importlib import resources
from typing import Any

import asyncpg

from bench import load, machine, overheard, ratios, sides
from bench.system import TODAY, System, free_port
from bench.table import Row
from shared.kit import callers, db
from shared.kit.moment import Moment
from shared.kit.settings import ServiceSettings
from shared.targets import service as targets
from shared.targets import values

FLOOR = 0.6
LIMIT = 50
COPIES = 80


def generate(database_url: str) -> int:
    """Fill a database that holds the catalog with copies of its targets; the number of targets then."""
    return asyncio.run(_generate(database_url))


async def _generate(database_url: str) -> int:
    connection = await asyncpg.connect(db.dsn(database_url), server_settings=callers.AS_SYSTEM)
    try:
        await connection.execute(resources.files("bench").joinpath("sql", "targets.sql").read_text("utf-8"), COPIES)
        await connection.execute("ANALYZE")
        return int(await connection.fetchval("SELECT count(*) FROM targets"))
    finally:
        await connection.close()


def _statement() -> dict[str, Any]:
    """The product's own statement for the page, as the bare handler is told it."""
    day = dt.date.fromisoformat(TODAY)
    asked = overheard.of(
        lambda reader: targets.list_page(reader, Moment(day), values.Filter(), after=(None, None), limit=LIMIT)
    )
    return {**asked.told(), "pool_size": ServiceSettings.model_fields["pool_size"].default}


def rows(system: System, database_url: str, rounds: int) -> list[Row]:
    """Measure. Raises RuntimeError when the two do not send the same items."""
    number = generate(database_url)
    request = load.get(f"/v1/targets?limit={LIMIT}", system.token("committee", "tinh-tuyen-quang"))
    page, before = json.dumps(_statement()), machine.times()
    with contextlib.ExitStack() as stack:
        both = []
        for module, told in (
            ("services.targets_api", system.settings(database_url)),
            ("bench.bare", {"DATABASE_URL": db.dsn(database_url), "PAGE": page}),
        ):
            port = free_port()
            started = stack.enter_context(
                system.process(module, environment=told, cores=system.cores.server, port=port)
            )
            both.append(sides.Side(port, started, request))
        product, bare = both
        size = _same_items(product, bare)
        with machine.on(system.cores.client):
            sides.alternate(product, bare, rounds)
    stolen = machine.times().stolen_since(before)
    ratio = ratios.of_rounds(product.per_second(), bare.per_second())
    pages = Row(
        figure=f"page of {LIMIT} targets, token checked",
        measured=product.said(),
        baseline=f"Starlette + asyncpg: {bare.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_floor(ratio, FLOOR),
        notes=(
            f"floor {FLOOR}; {number} generated targets, {size / 1000:.0f} kB a page, {sides.CONNECTIONS} connections,"
            f" {rounds} rounds of {sides.ROUND_S:.0f} s each in {sides.TURNS} turns; the same statement on both sides",
            f"product: {product.busy()}; baseline: {bare.busy()}",
        ),
    )
    per_cpu = sides.per_cpu(product, bare, "Starlette + asyncpg", stolen)
    return [pages, per_cpu] if per_cpu else [pages]


def _same_items(product: sides.Side, bare: sides.Side) -> int:
    """Bytes of the product's page; its items are the bare handler's byte for byte (only the cursor is written anew)."""
    ours, theirs = (_body(side) for side in (product, bare))
    items = ours.partition(b'"next"')[0]
    if items.count(b'"milestones"') != LIMIT or not theirs.startswith(items):
        raise RuntimeError("the product and the bare handler do not send the same items")
    return len(ours)


def _body(side: sides.Side) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", side.port, timeout=10)
    token = side.request.partition(b"Bearer ")[2].strip().decode()
    connection.request("GET", f"/v1/targets?limit={LIMIT}", headers={"Authorization": f"Bearer {token}"})
    try:
        return connection.getresponse().read()
    finally:
        connection.close()
