"""Readings over HTTP: the product beside a bare handler that asks PostgreSQL for the same, or beside itself."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench import load, machine, overheard, ratios, sides
from bench.system import System, free_port
from bench.table import Row
from shared.kit import db
from shared.kit.settings import ServiceSettings

LIST_FLOOR = 0.75
_TURN_S = 0.5


@dataclass(frozen=True)
class Reading:
    """A path of the product, and the use-case behind it."""

    name: str
    path: str
    use_case: Callable[[db.Reader], Awaitable[object]]
    # Makes one text of what the statement gives, where the product itself does that.
    whole: str = "{}"
    connections: int = sides.CONNECTIONS
    service: str = "services.targets_api"


def against_bare(system: System, database_url: str, reading: Reading, token: str, rounds: int, *, amid: str) -> Row:
    """A reading by the product and by a bare handler; `amid`: among how many rows of others. Raises RuntimeError."""
    asked = overheard.of(reading.use_case)
    asked = overheard.Statement(reading.whole.format(asked.sql), asked.args)
    told = {**asked.told(), "pool_size": ServiceSettings.model_fields["pool_size"].default}
    product, bare, stolen = measured(
        system,
        ((reading.service, system.settings(database_url), reading.path),
         ("bench.bare", {"DATABASE_URL": db.dsn(database_url), "PAGE": json.dumps(told)}, reading.path)),
        token,
        rounds,
        connections=reading.connections,
        same_items=True,
    )  # fmt: skip
    ratio = ratios.of_rounds(product.per_second(), bare.per_second())
    return Row(
        figure=reading.name,
        measured=product.said(),
        baseline=f"Starlette + asyncpg: {bare.said()}",
        ratio=ratio,
        stolen=stolen,
        verdict=ratios.against_floor(ratio, LIST_FLOOR),
        notes=(
            f"floor {LIST_FLOOR}; {amid}; the same statement on both sides; product: {product.busy()}; baseline:"
            f" {bare.busy()}",
        ),
    )


def measured(
    system: System,
    both: Sequence[tuple[str, dict[str, str], str]],
    token: str,
    rounds: int,
    *,
    connections: int = sides.CONNECTIONS,
    same_items: bool = False,
) -> tuple[sides.Side, sides.Side, float]:
    """Two sides (module, environment, path) by turns under the same load, and the share of CPU stolen meanwhile."""
    before = machine.times()
    with contextlib.ExitStack() as stack:
        made = []
        for module, environment, path in both:
            port = free_port()
            started = stack.enter_context(
                system.process(module, environment=environment, cores=system.cores.server, port=port)
            )
            made.append(sides.Side(port, started, load.get(path, token), connections=connections))
        if same_items:
            _check_same(*made, path=both[0][2], token=token)
        with machine.on(system.cores.client):
            sides.alternate(made[0], made[1], rounds, _TURN_S)
    return made[0], made[1], machine.times().stolen_since(before)


def _check_same(product: sides.Side, bare: sides.Side, *, path: str, token: str) -> None:
    """Both send the same items, or name the same things as often: the tree is nested by the product only."""
    ours, theirs = (_items(_body(side.port, path, token)) for side in (product, bare))
    if not ours or ours != theirs:
        raise RuntimeError(f"the product and the bare handler do not send the same items of {path}")


def _items(found: Any) -> list[Any]:
    items: list[Any] | None = found.get("items")
    return sorted(_ids(found)) if items is None else items


def _ids(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        if "id" in found:
            yield found["id"]
        for value in found.values():
            yield from _ids(value)
    elif isinstance(found, list):
        for value in found:
            yield from _ids(value)


def _body(port: int, path: str, token: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    try:
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()
