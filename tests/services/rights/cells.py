"""The cells of the written table, and what each must answer: read from its data, not through `identity.rights`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import httpx

from shared.identity import access, relations, values
from tests.services.rights import scene
from tests.services.rights.scene import AGENCY, CENTRE, OLD, OTHER, PROVINCE, STRANGER, Caller, Scene

SCOPES = tuple(
    f"{name}:{way}" for name in ("targets", "reports", "evidence", "scores", "changes") for way in ("read", "write")
)
ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *((role, ()) for role in sorted(values.ROLES - {"system"})),
    *(("system", (scope,)) for scope in SCOPES),
    ("system", ()),
)
STATES: dict[str, tuple[str, ...]] = {
    "evidence": ("undecided", "decided", "withdrawn"),
    "obligation": ("owed", "reported"),
    "report": ("draft", "submitted", "returned", "accepted"),
    "assessment": ("open", "closed", "imported"),
    "deliverable": ("undecided", "decided"),
    "appeal": ("pending", "upheld", "dismissed"),
}
Related = frozenset[relations.Relation]
# (relations, the caller's organisation, the object's): every relation, and the two that one organisation has at once.
_SIDES: tuple[tuple[Related, str, str], ...] = (
    (frozenset({"own"}), AGENCY, AGENCY),
    (frozenset({"successor"}), AGENCY, OLD),
    (frozenset({"other"}), AGENCY, OTHER),
    (frozenset({"coordinating"}), CENTRE, OTHER),
    (frozenset({"own", "coordinating"}), CENTRE, CENTRE),
    (frozenset({"none"}), STRANGER, OTHER),
)
# The assessment is the province's, which holds no duty and succeeded nobody.
_SIDES_OF_ASSESSMENT: tuple[tuple[Related, str, str], ...] = (
    (frozenset({"own"}), PROVINCE, PROVINCE),
    (frozenset({"other"}), AGENCY, PROVINCE),
    (frozenset({"coordinating"}), CENTRE, PROVINCE),
    (frozenset({"none"}), STRANGER, PROVINCE),
)
# Another one is of one of the province's own agencies, and open.
_SIDES_OF_AN_AGENCYS: tuple[tuple[Related, str, str], ...] = tuple(
    side for side in _SIDES if side[0] != frozenset({"own", "coordinating"})
)
# What an operation answers when the table lets it: a stale If-Match and a decision on no component leave things as they
# are, behind all that the table decides.
_PASSED: dict[str, set[int]] = {
    "draft_report": {201},
    "post_evidence": {201},
    "decide_evidence": {422},
    "decide_deliverable": {201},
    "state_applicability": {422},
    "open_appeal_round": {422},
    "make_appeal": {422},
    "judge_appeal": {422},
    **{name: {412} for name in ("revise_report", "submit_report", "return_report", "accept_report")},
}
_REFUSED_LATE = {"decision-refused", "source-refused", "appeal-round-refused", "no-such-component"}
_USES_UP = {"draft_report", "withdraw_evidence", "close_assessment"}


@dataclass(frozen=True)
class Cell:
    """An operation by a caller on an object of a state, in relations; `owner` and `caller` have them."""

    operation: str
    caller: Caller | None
    related: Related
    state: str
    owner: str

    def __str__(self) -> str:
        who = f"{self.caller.role}{list(self.caller.scopes)}" if self.caller else "anonymous"
        return f"{self.operation} × {who} × {self.state} × {'+'.join(sorted(self.related))}"


def cells() -> Iterator[Cell]:
    """Every cell with an object: the other operations depend on the role alone."""
    for operation, rule in access.OPERATIONS.items():
        if rule.of not in STATES or operation.startswith("list_"):
            continue
        sides = _SIDES_OF_ASSESSMENT if rule.of == "assessment" else _SIDES
        objects = list(product(STATES[rule.of], sides))
        if rule.of == "assessment":
            objects += product(("open",), _SIDES_OF_AN_AGENCYS)
        for state, (related, own, owner) in objects:
            yield Cell(operation, None, related, state, owner)
            for role, scopes in ROLES:
                yield Cell(operation, Caller(role, own, scopes), related, state, owner)


def is_let_in(operation: str, caller: Caller | None) -> int:
    """What the table answers to the role alone: 200, 401 or 403."""
    rule = access.OPERATIONS[operation]
    if rule.public:
        return 200
    if caller is None:
        return 401
    return 200 if caller.role in rule.roles or (caller.role == "system" and rule.scope in caller.scopes) else 403


def reads(kind: relations.Kind, caller: Caller, related: Related) -> bool:
    """Whether the table lets this caller read objects of the kind in these relations."""
    reading = relations.READS[kind]
    scoped = caller.role != "system" or reading.scope in caller.scopes
    return scoped and bool(reading.roles.get(caller.role, frozenset()) & related)


def expected(cell: Cell) -> int:
    """200 (let through), 401, 403, 404 or 409, as the table says."""
    rule, caller = access.OPERATIONS[cell.operation], cell.caller
    entrance = is_let_in(cell.operation, caller)
    if entrance != 200 or caller is None:
        return entrance
    if not rule.writes and not rule.decides:
        return 200 if reads(_kind(rule.of), caller, cell.related) else 404
    if "none" in cell.related:
        return 403
    own = "own" in cell.related and bool(rule.writes)
    if rule.of != "assessment" and not own and not reads(_kind(rule.of), caller, cell.related):
        return 404
    agencys = rule.of == "assessment" and cell.owner != PROVINCE
    relations_ = rule.of_agency if agencys and rule.of_agency is not None else rule.relations
    if not relations_ & cell.related or cell.state in rule.skips:
        return 403
    return 200 if rule.states is None or cell.state in rule.states else 409


def _kind(of: str | None) -> relations.Kind:
    found: dict[str | None, relations.Kind] = {kind: kind for kind in relations.KINDS}
    return found[of]


async def answer(on: Scene, cell: Cell) -> httpx.Response:
    """What the applications answer; an object that the operation uses up is made anew."""
    kind = str(access.OPERATIONS[cell.operation].of)
    key = (kind, cell.state, cell.owner)
    if key not in on.ids:
        on.ids[key] = await on.fresh(*key)
    given = await on.call(
        cell.operation, cell.caller, **_request(cell, kind, on.ids[key], on.beside.get(on.ids[key], {}))
    )
    if cell.operation in _USES_UP and given.status_code in (200, 201):
        on.ids[key] = await on.fresh(*key)
    return given


def outcome(cell: Cell, given: httpx.Response) -> int:
    """The answer in the words of the table: 200 when the table's part was passed."""
    passed = given.status_code in _PASSED.get(cell.operation, {200})
    if given.status_code == 422:
        passed = passed and given.json()["code"] in _REFUSED_LATE
    return 200 if passed else given.status_code


def _request(cell: Cell, kind: str, found: str, beside: dict[str, str]) -> dict[str, Any]:
    said = {"assessment": found, "components": ["1.8"], "title": "x"}
    stale = {"headers": {"If-Match": '"0"'}}
    particular: dict[str, dict[str, Any]] = {
        "draft_report": {"json": {"obligation": found, **scene.content("x")}},
        "revise_report": {**stale, "json": scene.content("x")},
        "return_report": {**stale, "json": {"comment": "x"}},
        "submit_report": stale,
        "accept_report": stale,
        "post_evidence": {"files": {"file": ("a.pdf", scene.PDF)}, "data": {"metadata": json.dumps(said)}},
        "decide_evidence": {"json": {"verdict": "accept", "component": "6.1"}},
        "put_claim": {"json": {"points": 1}},
        "decide_deliverable": {"json": {"verdict": "accept"}},
        "close_assessment": {"json": {}},
        "open_appeal_round": {"json": {"opens_on": "2022-06-02", "closes_before_on": "2022-06-02"}},
        "make_appeal": {"json": {"component": "9.99", "grounds": "x"}},
        "judge_appeal": {"json": {"verdict": "upheld", "reasons": "x"}},
        "state_applicability": {"json": {"applicable": False, "reason": "x", "source": scene.SOURCE}},
    }
    return {"at": {kind: found, "component": "1.8", **beside}, **particular.get(cell.operation, {})}
