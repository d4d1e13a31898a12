"""What the written table says of one caller: what they read, what they may do, what PostgreSQL is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Literal

import orjson

from shared.identity import access, relations
from shared.identity.values import Principal

Refusal = Literal["relation", "hand", "state"]
# What stands around a report that one writes.
_BESIDE: tuple[relations.Kind, ...] = ("draft", "obligation")


def reads(caller: Principal, kind: relations.Kind) -> frozenset[relations.Relation]:
    """The relations in which the caller reads objects of this kind."""
    reading = relations.READS[kind]
    if not access.has_scope(caller, reading.scope):
        return frozenset()
    return frozenset[relations.Relation]().union(*(reading.roles.get(role, frozenset()) for role in caller.roles))


def refusal(
    operation: str,
    related: Collection[relations.Relation],
    *,
    state: str | None = None,
    hands: Collection[relations.Hand] = (),
) -> Refusal | None:
    """Why the operation is refused for an object that the caller may read, or None; roles are judged before (`access`).

    Who before when: a caller who never may is told so in every state.
    """
    rule = access.OPERATIONS[operation]
    if not rule.relations & frozenset(related):
        return "relation"
    if rule.barred & frozenset(hands):
        return "hand"
    if state is not None and rule.states is not None and state not in rule.states:
        return "state"
    return None


@lru_cache(maxsize=4096)
def setting(caller: Principal, today: dt.date) -> str:
    """The caller as row level security is told it (0002_doors/90_rights.sql): kinds by how far they are read, and
    those written for the own organisation or decided on."""

    def kinds(wanted: Callable[[frozenset[relations.Relation]], bool]) -> list[str]:
        return [kind for kind in relations.KINDS if wanted(reads(caller, kind))]

    allowed = [rule for rule in access.OPERATIONS.values() if access.allows(rule, caller)]
    writes = frozenset[str]().union(*(rule.writes for rule in allowed))
    decides = frozenset[str]().union(*(rule.decides for rule in allowed))
    said = {
        "org": caller.organisation,
        "on": today.isoformat(),
        "all": kinds(lambda found: "other" in found),
        "duty": kinds(lambda found: "coordinating" in found),
        # Whoever writes for the own organisation sees what stands there, a service account without `:read`, too.
        "own": sorted({*kinds(lambda found: "own" in found), *writes, *(_BESIDE if "report" in writes else ())}),
        "writes": sorted(writes),
        "decides": sorted(decides),
    }
    return orjson.dumps(said).decode()
