"""Both times together never change their answer: every reading that takes them, around every kind of writing."""

from __future__ import annotations

from collections import defaultdict

import httpx

from services.targets_api import targets_bodies
from shared.kit import db
from tests import clients
from tests.services.gateway import contract, test_answers
from tests.services.known import readings, writings
from tests.services.known.readings import Reading

http = test_answers.http
# What writes nothing that a reading with both times tells of, and why.
NOT_TOLD = {
    # who may what, and tokens: rights are those of the day on which somebody asks
    *("revoke_token", "issue_token", "revoke_tokens", "give_delegation", "revoke_delegation", "assign_person"),
    *("end_person", "create_service_account", "change_service_account", "disable_service_account"),
    "rotate_service_account_secret",
    # an import that has not begun
    *("cancel_result_import", "cancel_framework_import", "cancel_measurement_import", "cancel_organisation_import"),
    *("cancel_task_import", "cancel_spending_import"),
    # POSTs that only read
    *("ask_what_if", "ask_robustness"),
    # assessments, results and rankings: their readings name runs and imports instead of taking both times
    *("create_assessment", "state_applicability", "import_results", "freeze_ranking", "publish_ranking"),
    *("state_correspondences", "import_framework_annex"),
}


async def test_no_writing_changes_what_was_known_of_a_day(
    http: httpx.AsyncClient, tokens: clients.Tokens, database: db.Database
) -> None:
    work = writings.Work(http, tokens, database)
    await writings.before(work)
    work.done.clear()
    asked = list(readings.all_of(_named(work)))
    now = {one: await one.ask(http, tokens) for one in asked}
    asked += [page for one, answer in now.items() if (page := one.following(answer))]
    now |= {one: await one.ask(http, tokens) for one in asked if one not in now}
    known = (await http.get("/v1/targets")).json()["known_at"]
    then, answered, touched = {}, set(), set()
    for one, answer in now.items():
        if answer.status_code == 200:
            answered.add(one.operation)
            instant = _known_at(answer) or known
            then[one] = (instant, answer)
        elif answer.status_code == 404:
            then[one] = (known, answer)
    assert answered == readings.operations().keys()
    wrong: dict[str, list[str]] = defaultdict(list)
    for one, (instant, answer) in then.items():
        _compare(one, answer, await one.ask(http, tokens, known_at=instant), wrong, "said again")
    await writings.after(work)
    writing = {name for name in contract.names() if contract.address(name)[0] != "GET"}
    assert writing - work.done == NOT_TOLD
    for one, (instant, answer) in then.items():
        _compare(one, answer, await one.ask(http, tokens, known_at=instant), wrong, "after everything")
        if _without_known_at(answer) != _without_known_at(await one.ask(http, tokens)):
            touched.add(one.operation)
    assert not wrong, "\n".join(
        f"{name}: {len(found)}\n    " + "\n    ".join(found[:3]) for name, found in wrong.items()
    )
    assert answered == touched


def _named(work: writings.Work) -> dict[str, tuple[str, ...]]:
    """What to ask with the parameters; also what comes to be only later."""
    organisations = (
        writings.AGENCY,
        writings.OTHER,
        writings.MOVED,
        "so-cong-thuong",
        "so-tai-nguyen-va-moi-truong",
        "so-moi",
    )
    return {
        "organisation": organisations,
        "owner": (writings.CENTRE, writings.AGENCY),
        "lead": organisations,
        "parent": ("ubnd-tinh",),
        "hierarchy": ("administrative", "index_ownership"),
        "target": ("KTS.01", "CHUNG.02", "CQS.01", "XHS.11", targets_bodies.TARGET["code"]),
        "task": ("T.1", "T.2", "T.3", "T.4", "T.5", "T.6", "55.PL.001"),
        "document": (*writings.LAW, "ke-hoach-phong-trao-thi-dua-2022", "vi-du-ke-hoach-sua-doi-2023"),
        "target_set": ("thi-dua-cap-tinh",),
        "set": ("thi-dua-cap-tinh",),
        "obligation": tuple(map(writings.obligation, (*writings.REPORTS_BEFORE, *organisations[2:5]))),
        "measurement": (work.ids["measurement"],),
        "assessment": (writings.OPEN,),
        "framework": ("dti-922", "bo-chi-so-vi-du"),
        "regime": ("ke-hoach-55-6-thang",),
        "year": ("2022", "2025"),
        "group": ("ha-tang-so",),
        "component": ("1.7",),
        "main_index": ("1",),
        "kind": ("department",),
        "measured_from": ("2022-06-01",),
        "measured_to": ("2022-06-30",),
        "due_before": ("2023-12-31",),
        "q": ("so", "nhiem vu"),
    }


def _known_at(answer: httpx.Response) -> str | None:
    if answer.headers["Content-Type"] != "application/json":
        return None
    found: str | None = answer.json().get("known_at")
    return found


def _without_known_at(answer: httpx.Response) -> bytes:
    return answer.content.replace((_known_at(answer) or "-").encode(), b"") if answer.is_success else b""


def _compare(one: Reading, before: httpx.Response, now: httpx.Response, wrong: dict[str, list[str]], when: str) -> None:
    same = before.status_code == now.status_code
    if same and before.is_success:
        same = before.content == now.content and before.headers.get("ETag") == now.headers.get("ETag")
    if not same:
        wrong[f"{one.operation} {when}"].append(f"{one}: {_difference(before.content, now.content)}")


def _difference(before: bytes, now: bytes) -> str:
    place = next((at for at, (one, other) in enumerate(zip(before, now, strict=False)) if one != other), 0)
    return f"{before[max(0, place - 80) : place + 80]!r}\n      {now[max(0, place - 80) : place + 80]!r}"
