"""The words of the feed: kinds of things, what a caller may read of them, and a place in the history."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Entity = Literal[
    "organisation", "target", "measurement", "task", "obligation", "report", "evidence", "score", "ranking"
]
ENTITIES: tuple[Entity, ...] = get_args(Entity)
# The scope that a service account needs beside `changes:read`; what everybody reads without a token needs no other.
SCOPES: dict[Entity, str] = {
    "measurement": "targets:read",
    "task": "targets:read",
    "obligation": "reports:read",
    "report": "reports:read",
    "evidence": "evidence:read",
    "score": "scores:read",
}
# What belongs to an organisation; the other kinds belong to everybody who may read them at all.
OWNED: tuple[Entity, ...] = ("obligation", "report", "evidence")
EVERYBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Rights:
    """What a caller reads: `wide` kinds entirely, `own` kinds of `organisations` only; `home` is the own organisation.

    Both lists are in the order of ENTITIES; `organisations` in the order of their ids.
    """

    home: uuid.UUID | None
    organisations: tuple[uuid.UUID, ...]
    wide: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def audiences(self) -> list[uuid.UUID]:
        """Whose things of the `own` kinds are read, and everybody's."""
        return [EVERYBODY, *self.organisations]

    @property
    def fingerprint(self) -> bytes:
        """Eight bytes; another right, another fingerprint."""
        said = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).digest()[:8]

    def to_json(self) -> str:
        """For whoever goes on in the caller's place."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Rights:
        """What `to_json` said."""
        home = uuid.UUID(said["home"]) if said["home"] else None
        organisations = tuple(uuid.UUID(one) for one in said["organisations"])
        return cls(home, organisations, tuple(said["wide"]), tuple(said["own"]))


@dataclass(frozen=True)
class Place:
    """A place in the history of the epoch with this token: everything up to (xid, sequence) has been told."""

    epoch: uuid.UUID
    xid: int
    sequence: int
    fingerprint: bytes


@dataclass(frozen=True)
class Page:
    """One page: `items` is a JSON list as text, `next` the place after it; `lag_seconds`: how far behind all readers
    are kept by the oldest writer that has not finished."""

    items: str
    next: Place
    more: bool
    lag_seconds: float
