"""Who reads what: the written table kind of object × role × relation of the caller's organisation to the object's.

What is done with an object stands beside its operation (`access.OPERATIONS`), decided by `rights`. Pure data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

# own: the object is of the caller's organisation. coordinating: that organisation holds the coordinating duty that day.
# successor: it took the place of the object's. other: none of these. none: it is not in the register.
Relation = Literal["own", "coordinating", "successor", "other", "none"]
RELATIONS: frozenset[Relation] = frozenset(get_args(Relation))
# A round of a report that is not signed yet is a kind of its own, `draft`; `claim` is its person and its note, `score`
# a computed figure, `audit` the trail and the log of readings, `account` a service account, `measurement` a figure of a
# target with its note, `deliverable` a paper that a task owed, `import` a file of rows that somebody had imported,
# `appeal` what an organisation says against a decision on its evidence, and what became of it.
Kind = Literal[
    "evidence",
    "claim",
    "obligation",
    "report",
    "draft",
    "score",
    "audit",
    "account",
    "measurement",
    "import",
    "deliverable",
    "appeal",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What is stated for the whole province in tables that everybody reads: legal documents, targets, tasks.
# What the coordinating department says of the province by an accepted document: `judgement`; which assessments there
# are, until when, and what of them applies: `assessment`.
Stated = Literal["law", "judgement", "assessment"]
STATED: frozenset[str] = frozenset(get_args(Stated))
# A hand in an object: who wrote it, who signed it.
Hand = Literal["author", "signer"]

_OWN: frozenset[Relation] = frozenset({"own"})
_FILES: frozenset[Relation] = frozenset({"own", "successor"})
_DUTY: frozenset[Relation] = frozenset({"own", "successor", "coordinating"})
REGISTERED: frozenset[Relation] = frozenset({"own", "coordinating", "successor", "other"})


@dataclass(frozen=True)
class Reading:
    """Role → relations in which it reads; a service account (`system`) reads with `scope` only, without one nothing."""

    scope: str | None
    roles: Mapping[str, frozenset[Relation]]


_WIDE: dict[str, frozenset[Relation]] = dict.fromkeys(("committee", "auditor", "system"), RELATIONS)
_AGENCY = ("reporter", "approver")
_COORDINATING = ("reviewer", "coordinator")
_PAPERS = dict.fromkeys((*_AGENCY, "admin"), _FILES) | dict.fromkeys(_COORDINATING, _DUTY) | _WIDE
# The coordinating department's reporter and head write the province's report from those of the others.
_REPORTS = dict.fromkeys((*_AGENCY, *_COORDINATING), _DUTY) | {"admin": _FILES} | _WIDE
_EVERYBODY = (*_AGENCY, *_COORDINATING, "admin", "committee", "auditor", "system")

READS: dict[Kind, Reading] = {
    "evidence": Reading("evidence:read", _PAPERS),
    "claim": Reading("evidence:read", _PAPERS),
    "deliverable": Reading("evidence:read", _PAPERS),
    "appeal": Reading("evidence:read", _PAPERS),
    "obligation": Reading("reports:read", _REPORTS | {"admin": RELATIONS}),
    "report": Reading("reports:read", _REPORTS),
    # Working papers: nothing was said with them yet, so nobody takes them over.
    "draft": Reading("reports:read", dict.fromkeys(_EVERYBODY, _OWN)),
    "score": Reading("scores:read", dict.fromkeys(_EVERYBODY, RELATIONS)),
    "measurement": Reading("targets:read", dict.fromkeys(_EVERYBODY, RELATIONS)),
    "audit": Reading(None, {"auditor": RELATIONS}),
    "account": Reading(None, {"admin": RELATIONS}),
    # Only who may import: what a file said and how it was judged is their organisation's work.
    "import": Reading("targets:read", dict.fromkeys((*_AGENCY, "coordinator", "admin", "system"), _OWN)),
}


def between(
    own: str, theirs: str, *, registered: bool, coordinating: bool, predecessors: Collection[str]
) -> frozenset[Relation]:
    """The relations of the caller's organisation (slug) to the one whose object it is; there may be several."""
    if not registered:
        return frozenset({"none"})
    found: set[Relation] = {"coordinating"} if coordinating else set()
    if own == theirs:
        found.add("own")
    elif theirs in predecessors:
        found.add("successor")
    return frozenset(found or {"other"})
