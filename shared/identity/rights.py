"""What the written table says of one caller: what they read, what they may do, what PostgreSQL is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

import orjson

from shared.identity import access, relations
from shared.identity import delegations_rules as lending
from shared.identity.values import Principal

Refusal = Literal["relation", "hand", "level", "state"]
# What stands around a report that one writes.
_BESIDE_A_REPORT = {"draft", "obligation"}


def reads(caller: Principal, kind: relations.Kind) -> frozenset[relations.Relation]:
    """The relations in which the caller reads objects of this kind."""
    reading = relations.READS[kind]
    if access.is_service(caller) and (reading.scope is None or not access.has_scope(caller, reading.scope)):
        return frozenset()
    return frozenset[relations.Relation]().union(*(reading.roles.get(role, frozenset()) for role in caller.roles))


def refusal(
    operation: str,
    related: Collection[relations.Relation],
    *,
    state: str | None = None,
    hands: Collection[relations.Hand] = (),
    of_agency: bool = False,
) -> Refusal | None:
    """Why the operation is refused for an object that the caller may read, or None; roles are judged before (`access`).

    `of_agency`: the object is an assessment of one of the province's own agencies. Who before when: a caller who never
    may is told so in every state.
    """
    rule = access.OPERATIONS[operation]
    allowed = rule.relations if rule.of_agency is None or not of_agency else rule.of_agency
    if not allowed & frozenset(related):
        return "relation"
    if rule.barred & frozenset(hands):
        return "hand"
    if state in rule.skips:
        return "level"
    if state is not None and rule.states is not None and state not in rule.states:
        return "state"
    return None


def finds(caller: Principal, kind: relations.Kind, related: Collection[relations.Relation]) -> bool:
    """Whether an object of this kind stands before the caller at all: what they read, and what of their own they
    write (a service account needs no `:read` for that). What is not found answers 404."""
    return bool(reads(caller, kind) & frozenset(related)) or ("own" in related and kind in _writes(caller))


def hands(caller: Principal, *, authors: Collection[str], signers: Collection[str] = ()) -> frozenset[relations.Hand]:
    """The hands that the caller has in an object, in person or by whom they act for: nobody signs through a delegate
    what they wrote."""
    persons = lending.persons(caller)
    found: set[relations.Hand] = set()
    if persons & set(authors):
        found.add("author")
    if persons & set(signers):
        found.add("signer")
    return frozenset(found)


@lru_cache(maxsize=4096)
def setting(caller: Principal, today: dt.date) -> str:
    """The caller as row level security is told it (0002_doors/90_rights.sql): kinds by how far they are read, and
    those written for the own organisation or decided on."""

    def kinds(relation: relations.Relation) -> set[str]:
        return {kind for kind in relations.KINDS if relation in reads(caller, kind)}

    writes = _writes(caller)
    said = {
        "org": caller.organisation,
        "on": today.isoformat(),
        "all": sorted(kinds("other")),
        "duty": sorted(kinds("coordinating")),
        "own": sorted(kinds("own") | writes | (_BESIDE_A_REPORT if "report" in writes else set())),
        "succeeded": sorted(kinds("successor")),
        "writes": sorted(writes),
        "decides": sorted(_kinds_of(caller, "decides")),
    }
    return orjson.dumps(said).decode()


def _writes(caller: Principal) -> set[str]:
    return _kinds_of(caller, "writes")


def _kinds_of(caller: Principal, done: Literal["writes", "decides"]) -> set[str]:
    allowed = (rule for rule in access.OPERATIONS.values() if access.allows(rule, caller))
    return {kind for rule in allowed for kind in (rule.writes if done == "writes" else rule.decides)}
