"""The written table as people look at it: docs/authorisation.md, written by `make openapi`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from shared.identity import access, relations

_ROLES = ("reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "admin", "system")
_RELATIONS: tuple[relations.Relation, ...] = ("own", "successor", "coordinating", "other", "none")
_HEAD = """# Who may do what

Written by `make openapi` from `shared/identity/access.py` and `relations.py`, which decide; a test
holds this page to them, and others ask the running services every cell of it (`tests/services/rights`, `tests/soak`).

The caller's organisation stands to an object's in one or more relations: **own**; **successor** (it took the place of
the object's); **coordinating** (it holds the coordinating duty that day); **other** (registered, none of these);
**none** (not in the register). An object that may not be read is not found (404). What may be read but not changed, and
what one's own hand bars, is forbidden (403). A state that does not allow it is a conflict (409).
"""
_READS = """
## Who reads what

`draft` is a round of a report that is not signed yet, `claim` the person and note of a claim, `score` a computed
figure, `audit` the trail and the log of readings, `account` a service account, `measurement` a figure of a target with
its note. A service account (`system`) reads with
the scope only; then as far as shown.
"""
_DOES = """
## Who does what with an object

Not by: whoever wrote it (author) or signed it (signer), in any round, also when somebody else acts for them. Level: in
that state a level of approval would be skipped (403). Of an agency: where the assessment is not the province's but that
of one of its own agencies.
"""
_ENTERS = """
## Who enters at all

Every operation. ✓: let in, as far as the object allows. A service account needs the scope. Public: also without a
token.
"""


def page() -> str:
    """The page as Markdown."""
    return "".join((_HEAD, _READS, _reads(), _DOES, _does(), _ENTERS, _enters()))


def _reads() -> str:
    rows = [
        [
            f"`{kind}`",
            *(_listed(reading.roles.get(role, ())) for role in _ROLES),
            f"`{reading.scope}`" if reading.scope else "",
        ]
        for kind, reading in relations.READS.items()
    ]
    return _table(["kind", *_ROLES, "scope"], rows)


def _does() -> str:
    found = {name: rule for name, rule in access.OPERATIONS.items() if rule.writes or rule.decides}
    rows = [
        [
            f"`{name}`",
            str(rule.of),
            _listed(rule.relations) + ("" if rule.of_agency is None else f"; of an agency: {_listed(rule.of_agency)}"),
            ", ".join(sorted(rule.states or ())) or "any",
            ", ".join(sorted(rule.barred)),
            ", ".join(sorted(rule.skips)),
            *("✓" if role in rule.roles else "" for role in _ROLES[:-1]),
            f"`{rule.scope}`" if rule.scope else "",
        ]
        for name, rule in found.items()
    ]
    return _table(["operation", "with", "relation", "state", "not by", "level", *_ROLES[:-1], "scope"], rows)


def _enters() -> str:
    return _table(
        ["operation", "public", *_ROLES[:-1], "scope"],
        [
            [
                f"`{name}`",
                ("in part" if rule.partly else "✓") if rule.public else "",
                *("✓" if rule.public or role in rule.roles else "" for role in _ROLES[:-1]),
                f"`{rule.scope}`" if rule.scope else "",
            ]
            for name, rule in access.OPERATIONS.items()
        ],
    )


def _listed(found: Collection[relations.Relation]) -> str:
    if frozenset(found) == relations.RELATIONS:
        return "all"
    return ", ".join(relation for relation in _RELATIONS if relation in found)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    named = list(head)
    lines = [named, ["---"] * len(named), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)
