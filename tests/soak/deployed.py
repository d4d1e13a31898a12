"""The three ways to reach the product: in one process, at each service's own port, through nginx."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.local import paths
from tests import databases, topologies

# The checks ask more often from one address than any caller would; the limits have tests of their own.
UNLIMITED = {"RATE_LIMIT": "", "RATE_LIMIT_ANONYMOUS": "", "RATE_LIMIT_TOKEN": ""}
NAMES = ("one process", "own ports", "behind nginx")
_OWNERS = (
    dict.fromkeys(paths.TARGETS, "targets_api")
    | dict.fromkeys(paths.REPORTING, "reporting_api")
    | dict.fromkeys(paths.SCORING, "scoring_api")
)


@dataclass(frozen=True)
class Deployed:
    """A running system and the way to it."""

    name: str
    topology: topologies.Topology
    ports: Mapping[str, str]

    def address(self, path: str) -> str:
        """Where a path is asked for: the front, or the port of the service that owns it."""
        return self.ports.get(owner(path), self.topology.url)


def owner(path: str) -> str:
    """The service that answers a path, as nginx and the one-process router choose it."""
    root, version, segment = [*path.partition("?")[0].split("/", 3), "", ""][:3]
    return _OWNERS.get(segment, "gateway") if (root, version) == ("", "v1") else "gateway"


@contextlib.contextmanager
def in_one_process(folder: Path, database_url: str, **settings: str) -> Iterator[Deployed]:
    """As `make run` starts it. `settings` replace its own."""
    with topologies.one_process(folder, database_url, settings=UNLIMITED | settings) as topology:
        yield Deployed(NAMES[0], topology, {})


@contextlib.contextmanager
def separately(folder: Path, database_url: str, **settings: str) -> Iterator[tuple[Deployed, Deployed]]:
    """The same five processes twice: each at its own port, and through nginx. `settings` go to all of them."""
    with topologies.separate(folder, database_url, settings=UNLIMITED | settings) as topology:
        yield Deployed(NAMES[1], topology, topology.ports), Deployed(NAMES[2], topology, {})


@contextlib.contextmanager
def own_database(server_url: str, template: str) -> Iterator[str]:
    """A database of its own for as long as the block lasts."""
    name = f"soak_{uuid.uuid4().hex[:16]}"
    yield asyncio.run(databases.create(server_url, name, template))
    asyncio.run(databases.drop(server_url, name))
