"""Whether any answer to a caller holds a word of an object that this caller may not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from shared.identity import access, relations
from shared.overview.changes import exports
from tests.services.rights import cells
from tests.services.rights.scene import (
    AGENCY,
    CENTRE,
    CLAIMED,
    OLD,
    OPEN,
    OTHER,
    OWNERS,
    STRANGER,
    Caller,
    Scene,
    content,
    word,
)

KINDS: tuple[relations.Kind, ...] = ("evidence", "claim", "report", "draft", "measurement", "deliverable", "appeal")
Question = tuple[str, dict[str, Any]]


def callers_of(organisations: Iterable[str]) -> list[Caller | None]:
    """Nobody, and every role and scope in these organisations."""
    return [None, *(Caller(role, own, scopes) for own in organisations for role, scopes in cells.ROLES)]


def near(own: str, theirs: str) -> frozenset[relations.Relation]:
    """The relations of the scene."""
    return relations.between(
        own,
        theirs,
        registered=own != STRANGER,
        coordinating=own == CENTRE,
        predecessors={OLD} if own == AGENCY else set(),
    )


def may_see(caller: Caller | None, kind: relations.Kind, owner: str) -> bool:
    """What the table says of words of this kind."""
    return caller is not None and cells.reads(kind, caller, near(caller.organisation, owner))


async def questions(on: Scene) -> list[Question]:
    """Everything that can be asked: each address with the ids of all objects, each list whole, filtered and searched,
    and every change of an object, which is refused where it is another's, with a stale version where it is not."""
    lists = [(name, {"params": given}) for name in on.routes for given in _of_list(on, name)]
    return [*lists, *_of_objects(on), *_of_changes(on), *[one async for one in _of_scores(on)]]


def _of_list(on: Scene, name: str) -> Iterator[dict[str, str]]:
    method, path = on.routes[name]
    if method != "GET" or "{" in path:
        return
    yield {}
    if not name.startswith("list_") or name == "list_audit_accesses":  # which holds the words that were searched
        return
    yield {"limit": "200"}
    if name.startswith("list_audit"):
        return
    yield {"total": "true", "limit": "200"}
    for owner in OWNERS:
        yield {"organisation": owner, "total": "true"}
        yield {"q": word("evidence", owner), "total": "true"}
    for filters in ({"assessment": str(OPEN)}, {"component": "1.7"}, {"undecided": "true"}, {"state": "draft"}):
        yield {**filters, "total": "true", "limit": "200"}


def _of_objects(on: Scene) -> Iterator[Question]:
    for (kind, _, _), found in on.ids.items():
        for name, (method, path) in on.routes.items():
            if method == "GET" and any(f"{{{of}}}" in path for of in (kind, *on.beside.get(found, {}))):
                yield name, {"at": {kind: found, **on.beside.get(found, {})}}


def _of_changes(on: Scene) -> Iterator[Question]:
    stale = {"headers": {"If-Match": '"0"'}}
    said = {
        "revise_report": {**stale, "json": content("x")},
        "return_report": {**stale, "json": {"comment": "x"}},
        "submit_report": stale,
        "accept_report": stale,
        "decide_deliverable": {"json": {"verdict": "maybe"}},
        "decide_evidence": {"json": {"verdict": "accept", "component": "6.1"}},
    }
    for (kind, _, _), found in on.ids.items():
        for name, given in said.items():
            if access.OPERATIONS[name].of == kind:
                yield name, {"at": {kind: found, **on.beside.get(found, {})}, **given}
        if kind == "obligation":
            yield "draft_report", {"json": {"obligation": found, **content("x"), "measured_on": "2099-01-01"}}


async def _of_scores(on: Scene) -> Any:
    for row in await on.system.reader.rows(
        "SELECT s.id FROM run_scores s JOIN assessment_heads h ON h.run_id = s.run_id WHERE s.node = ANY($1)",
        ["total", "index:1", *(f"component:{code}" for code in CLAIMED.values())],
    ):
        yield "explain_score", {"at": {"score": str(row["id"])}}
    for row in await on.system.reader.rows("SELECT run_id FROM assessment_heads"):
        yield "get_run", {"at": {"run": str(row["run_id"])}}
        yield "get_run_replay", {"at": {"run": str(row["run_id"])}}
    for name in ("get_scores", "get_gaps", "get_advice"):
        yield name, {"at": {"assessment": str(OPEN)}}


def said(answer: httpx.Response) -> str:
    """All that an answer says: its body and its headers."""
    return "\n".join([answer.text, *(f"{name}: {value}" for name, value in answer.headers.items())])


async def leaks(on: Scene, caller: Caller | None, asked: Iterable[Question], seen: set[tuple[str, str]]) -> list[str]:
    """Every word that this caller was told and may not read; the words that were told go into `seen`, other than by the
    audit trail, which tells every word."""
    found: list[str] = []
    for name, given in asked:
        answer = await on.call(name, caller, **given)
        text = said(answer) + await _followed(on, caller, name, given, answer)
        for kind, owner in ((kind, owner) for kind in KINDS for owner in OWNERS):
            if word(kind, owner) not in text or word(kind, owner) in str(given):
                continue
            if not name.startswith("list_audit"):
                seen.add((kind, owner))
            if not may_see(caller, kind, owner):
                found.append(f"{caller} was told {word(kind, owner)} by {name} {given}: {answer.status_code}")
        if answer.status_code >= 500 and "retry-after" not in answer.headers:
            found.append(f"{caller}: {name} {given}: {answer.status_code}")
    return found


# Whoever owes on the scene's day; what passes on later is another's from then on.
_OWED = (
    "(valid_from <= '2022-06-01' AND '2022-06-01' < valid_to"
    " OR EXISTS (SELECT FROM reports r WHERE r.obligation_id = obligations.id))"
)


async def miscounted(on: Scene, caller: Caller) -> list[str]:
    """Every list whose total is not the number of what the caller may read."""
    found: list[str] = []
    for name, kind, source in (
        ("list_evidence", "evidence", "evidence t JOIN organisations o ON o.id = t.organisation_id"),
        ("list_reports", "report", "reports t JOIN obligations b ON b.id = t.obligation_id"),
        ("list_obligations", "obligation", f"(SELECT * FROM obligations WHERE {_OWED}) b"),
    ):
        joined = source if " o " in source else f"{source} JOIN organisations o ON o.id = b.organisation_id"
        rows = await on.system.reader.rows(f"SELECT o.slug, count(*) AS n FROM {joined} GROUP BY o.slug")
        written = sum(row["n"] for row in rows if may_see(caller, _kind(kind), row["slug"]))
        answer = await on.call(name, caller, params={"total": "true", "limit": "1"})
        if answer.status_code != 403 and answer.json()["total"] != written:
            found.append(f"{caller}: {name} counts {answer.json()['total']}, may read {written}")
    return found


async def _followed(on: Scene, caller: Caller | None, name: str, given: dict[str, Any], answer: httpx.Response) -> str:
    """The rest of a list and of the change feed, and the lines of an export, which the worker makes now."""
    found = ""
    asked = given.get("params")
    while asked == {"limit": "200"} and name != "list_changes" and answer.status_code == 200 and answer.json()["next"]:
        answer = await on.call(name, caller, params={**asked, "cursor": answer.json()["next"]})
        found += said(answer)
    while name == "list_changes" and answer.status_code == 200 and answer.json()["more"]:
        answer = await on.call(name, caller, params={"cursor": answer.json()["next"], "limit": "1000"})
        found += said(answer)
    if name != "get_changes_export" or answer.status_code != 200:
        return found
    while await exports.make_next(on.system):
        pass
    at = {"export": answer.json()["id"]}
    manifest = (await on.call("get_changes_export_manifest", caller, at=at)).json()
    assert manifest["state"] == "ready", manifest
    for number in range(1, len(manifest["parts"]) + 1):
        part = await on.call("get_changes_export_part", caller, at={**at, "number": str(number)})
        assert part.status_code == 200
        found += said(part)
    stranger = Caller("committee", OTHER, person="curious")
    assert (await on.call("get_changes_export_part", stranger, at={**at, "number": "1"})).status_code == 404
    return found


def _kind(name: str) -> relations.Kind:
    found: dict[str, relations.Kind] = {kind: kind for kind in relations.KINDS}
    return found[name]


EVERYWHERE = (AGENCY, CENTRE, OTHER, STRANGER)
