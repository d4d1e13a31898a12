"""Every address that takes JSON, with everything that is wrong: 4xx, the field or reason named, nothing written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from shared.kit.web.limits import JSON_LIMIT_BYTES
from tests import servers
from tests.clients import DEPARTMENT
from tests.services import bad_assessments, bad_targets, world
from tests.services.world import AGENCY, OPEN, OTHER, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

# JSON of values that no field of that kind takes.
TEXT = ["5", "true", "[]", "{}", '"a\\u0000b"', '"\\ud800"']
NUMBER = ['"5"', '"x"', "true", "[]", "{}", "NaN", "Infinity", "1e999", "1e99999999999999999999", "9" * 70, "0.1234567"]
DAY = [
    '"9999-12-31"',  # what the driver would send as infinity
    '"0001-01-01"',
    '"2022-13-01"',
    '"2022-02-30"',
    '"01/06/2022"',
    "20220601",
    "true",
    "[]",
    '""',
    '"2022-06-01T00:00:00Z"'[:8] + '"',
]
ID = ['"x"', '""', "5", "true", "[]", '"\\u0000"', '"00000000-0000-0000-0000-00000000000g"']
WORD = ['"maybe"', '""', "5", "true", "[]", '"\\u0000"']


@dataclass(frozen=True)
class Write:
    """An address that takes a body: who may call it, a body that is right, and what is wrong for each field."""

    method: str
    path: str
    role: str
    org: str
    right: dict[str, str]
    wrong: dict[str, list[str]]
    required: tuple[str, ...]


def _object(members: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}"


_FIGURE = {"target": '"KTS.01"', "numerator": "115", "denominator": "1000"}


def _figures(**changes: str) -> str:
    return f"[{_object({**_FIGURE, **changes})}]"


_CONTENT = {"measured_on": '"2022-05-31"', "summary": '"Kết quả"', "note": '"Ghi chú"', "figures": _figures()}
_LONG = json.dumps("x" * 10_001)
_WRONG_CONTENT = {
    "measured_on": [*DAY, "null", '"2022-06-02"'],  # the last one lies after today
    "summary": [*TEXT, _LONG, '""', '"  "'],
    "note": [*TEXT, _LONG],
    "figures": ["null", "5", '"x"', "{}", "[]", "[5]", "[null]", "[[]]", "[{}]", f"[{', '.join(['{}'] * 201)}]"],
    "figures.0.target": [_figures(target=value) for value in [*TEXT, "null", '"NOT.99"', '""', json.dumps("x" * 61)]],
    "figures.0.numerator": [_figures(numerator=value) for value in NUMBER],
    "figures.0.denominator": [_figures(denominator=value) for value in [*NUMBER, "0", "-1"]],
    "figures.0.value": [_figures(value=value) for value in [*NUMBER, "5"]],  # beside a numerator
    "figures.0.kind": [_figures(kind=value) for value in [*WORD, "null"]],
    "figures.0.quality_note": [_figures(quality_note=value) for value in TEXT],
    "figures.0.extra": [_figures(extra="1")],
}
_TEXT_2000 = [*TEXT, json.dumps("x" * 2001)]
_SOURCE = '{"document": "ke-hoach-55-kh-ubnd-2022", "clause": "IV.1"}'


def _source(**changes: str) -> str:
    return _object({"document": '"ke-hoach-55-kh-ubnd-2022"', "clause": '"IV.1"', **changes})


def _money(**changes: str) -> str:
    right = {"fund": '"recurrent"', "year": "2022", "amount_million_vnd": "5.5"}
    return f"[{_object({**right, **changes})}]"


_TASK = {
    "due_by_on": '"2022-12-31"',
    "deliverable": '"Biên bản"',
    "co_leads": '["so-tai-chinh"]',
    "partners": '["cac-to-chuc"]',
    "depends_on": '["187.2.1.01"]',
    "targets": '[{"code": "CQS.03"}]',
    "framework": '"dti-922"',
    "components": '["1.1"]',
}
_LISTS = ["null", "5", '"x"', "{}", "[5]", "[null]", '[""]']
_WRONG_TASK = {
    "name": [*TEXT, "null", '""', json.dumps("x" * 2001)],
    "kind": [*WORD, "null"],
    "group": [*TEXT, '""', '"x"'],
    "section": TEXT,
    "framework": [*TEXT, '"x"'],
    "main_index": ['"1"', "true", "0", "100", "1.5"],
    "co_leads": [*_LISTS, '["nobody"]', json.dumps(["so-tai-chinh"] * 51)],
    "partners": [*_LISTS, '["nobody"]'],
    "components": [*_LISTS, '["99.9"]'],
    "depends_on": [*_LISTS, '["X"]'],
    "targets": ["null", "5", "[5]", '[{"code": "X"}]', '[{"code": "CQS.03", "certainty": "maybe"}]', '[{"x": 1}]'],
    "due_by_on": DAY,
    "due_before_on": DAY,
    "frequency": TEXT,
    "deliverable": [*TEXT, '""'],
    "deliverables_owed": ['"1"', "true", "0", "-1", "1001", "1.5", "null"],
    "budget": ["null", "5", "{}", "[5]", "[{}]"],
    "budget.0.fund": [_money(fund=value) for value in ['"x"', '"total"', "5", "null"]],
    "budget.0.year": [_money(year=value) for value in ['"2022"', "1999", "2101", "true", "2022.5"]],
    "budget.0.amount_million_vnd": [
        _money(amount_million_vnd=value) for value in [*NUMBER, "0", "-1", "0.0001", "1e12"]
    ],
}
WRITES = {
    "decide_evidence": Write(
        *("POST", "/v1/evidence/{evidence}/decisions", "reviewer", DEPARTMENT),
        {"verdict": '"partial"', "component": '"1.7"', "points": "4", "reason_code": '"other"', "note": '"x"'},
        {
            "verdict": [*WORD, "null"],
            "component": [*TEXT, '"99.99"', '""', json.dumps("x" * 21)],
            "points": [*NUMBER, "-1", "0", "1000"],
            "reason_code": [*TEXT, '""', '"two words"', '"lý-do"', json.dumps("x" * 61)],
            "revision": ['"1"', "true", "1.5", "0", "-1", "2", "9" * 30, "[]"],
            "note": _TEXT_2000,
        },
        ("verdict",),
    ),
    "put_claim": Write(
        *("PUT", f"/v1/assessments/{OPEN}/claims/1.7", "reporter", AGENCY),
        {"points": "5", "note": '"x"'},
        {"points": [*NUMBER, "-1", "1000", "null"], "note": _TEXT_2000},
        ("points",),
    ),
    "draft_report": Write(
        *("POST", "/v1/reports", "reporter", AGENCY),
        {"obligation": f'"{world.obligation(AGENCY)}"', **_CONTENT},
        {"obligation": [*ID, "null"], **_WRONG_CONTENT},
        ("obligation", "measured_on", "figures"),
    ),
    "revise_report": Write(
        *("PUT", "/v1/reports/{draft}", "reporter", OTHER), _CONTENT, _WRONG_CONTENT, ("measured_on", "figures")
    ),
    "record_measurements": Write(
        *("POST", "/v1/measurements", "reporter", AGENCY),
        {**_FIGURE, "measured_on": '"2022-05-31"', "kind": '"final"', "quality_note": '"Ghi chú"'},
        {
            "target": [*TEXT, "null", '"NOT.99"', '""', json.dumps("x" * 61)],
            "measured_on": [*DAY, "null", '"2022-06-02"'],
            "numerator": [*NUMBER, "-1"],
            "denominator": [*NUMBER, "0", "-1"],
            "value": [*NUMBER, "5"],
            "kind": [*WORD, "null"],
            "origin": [*WORD, "null", '"machine"', '"statistics_office"'],
            "organisation": [*TEXT, '""', '"nobody"', json.dumps("x" * 121)],
            "corrects": [*ID, '"00000000-0000-4000-8000-000000000000"'],
            "quality_note": [*TEXT, _LONG, '""', '"  "'],
            "reason": [*TEXT, json.dumps("x" * 2001)],
            "items": ["null", "5", "[]", "[5]", "[{}]"],
        },
        ("target", "measured_on"),
    ),
    "record_many": Write(
        *("POST", "/v1/measurements", "reporter", AGENCY),
        {"items": _figures(measured_on='"2022-04-30"')},
        {
            "items": ["null", "5", '"x"', "{}", "[]", "[5]", "[null]", f"[{', '.join(['{}'] * 201)}]"],
            "items.0.target": [_figures(measured_on='"2022-04-30"', target=value) for value in [*TEXT, '"NOT.99"']],
            "items.0.measured_on": [_figures(measured_on=value) for value in [*DAY, "null"]],
            "items.0.extra": [_figures(measured_on='"2022-04-30"', extra="1")],
        },
        (),  # without it, it is one figure
    ),
    "create_task": Write(
        *("POST", "/v1/tasks", "coordinator", DEPARTMENT),
        {"code": '"T.1"', "name": '"N"', "lead": f'"{AGENCY}"', "source": _SOURCE, "budget": _money(), **_TASK},
        {
            "code": [*TEXT, "null", '""', '"a b"', '"%"', json.dumps("x" * 61)],
            "lead": [*TEXT, "null", '""', '"nobody"'],
            "certainty": WORD,
            "source": ["null", "[]", "5", "{}", _source(document='"x"'), _source(clause='""'), _source(quote='"no"')],
            **_WRONG_TASK,
        },
        ("code", "name", "lead", "source"),
    ),
    "change_task": Write(
        *("PATCH", "/v1/tasks/{task}", "coordinator", DEPARTMENT),
        {**_TASK, "status": '"in_progress"', "status_on": '"2022-05-31"'},
        {
            **_WRONG_TASK,
            "lead": [*TEXT, "null", '"nobody"'],
            "status": [*WORD, "null"],
            "status_on": [*DAY, '"2022-06-02"'],
            "status_source": ["[]", "5", "{}", _source(document='"x"')],
            "amended_by": ["[]", "5", "{}", _source(clause='""')],
        },
        (),
    ),
    "report_task_progress": Write(
        *("POST", "/v1/tasks/{task}/progress", "reporter", AGENCY),
        {"percent": "40.5", "reported_on": '"2022-05-31"', "note": '"x"'},
        {
            "percent": [*NUMBER, "null", "-1", "101", "0.001"],
            "reported_on": [*DAY, '"2022-06-02"'],
            "note": _TEXT_2000,
        },
        ("percent",),
    ),
    "return_report": Write(
        *("POST", "/v1/reports/{submitted}/return", "reviewer", DEPARTMENT),
        {"comment": '"Xem lại"'},
        {"comment": [*TEXT, "null", '""', '"   "', _LONG]},
        ("comment",),
    ),
    "state_target": Write(
        *("POST", "/v1/targets", "coordinator", DEPARTMENT),
        bad_targets.TARGET,
        bad_targets.WRONG_TARGETS,
        ("code", "name", "level", "milestones", "source"),
    ),
    "amend_target": Write(
        *("POST", "/v1/targets/CQS.03/amendments", "coordinator", DEPARTMENT),
        bad_targets.AMENDMENT,
        bad_targets.WRONG_AMENDMENTS,
        ("milestones", "source"),
    ),
    "judge_target": Write(
        *("POST", "/v1/targets/CHUNG.02/judgements", "reviewer", DEPARTMENT),
        bad_targets.JUDGEMENT,
        bad_targets.WRONG_JUDGEMENTS,
        ("year", "verdict", "source"),
    ),
    "create_assessment": Write(
        *("POST", "/v1/assessments", "coordinator", DEPARTMENT),
        bad_assessments.ASSESSMENT,
        bad_assessments.WRONG_ASSESSMENTS,
        ("framework", "organisation", "year", "source"),
    ),
    "close_assessment": Write(
        *("POST", f"/v1/assessments/{OPEN}/close", "coordinator", DEPARTMENT),
        {"note": '"x"'},
        {"note": [*TEXT[:1], "[]", "{}", json.dumps("x" * 2001)]},
        (),
    ),
    "state_applicability": Write(
        *("PUT", f"/v1/assessments/{OPEN}/applicability/1.7", "coordinator", DEPARTMENT),
        bad_assessments.APPLICABILITY,
        bad_assessments.WRONG_APPLICABILITY,
        ("applicable", "reason", "source"),
    ),
    "open_appeal_round": Write(
        *("POST", f"/v1/assessments/{OPEN}/appeal-rounds", "coordinator", DEPARTMENT),
        bad_assessments.ROUND,
        bad_assessments.WRONG_ROUNDS,
        ("opens_on", "closes_before_on"),
    ),
    "make_appeal": Write(
        *("POST", f"/v1/assessments/{OPEN}/appeals", "approver", AGENCY),
        bad_assessments.APPEAL,
        bad_assessments.WRONG_APPEALS,
        ("component", "grounds"),
    ),
    "submit_report": Write(*("POST", "/v1/reports/{draft}/submit", "approver", OTHER), {}, {}, ()),
    "accept_report": Write(*("POST", "/v1/reports/{submitted}/accept", "reviewer", DEPARTMENT), {}, {}, ()),
    "withdraw_evidence": Write(*("POST", "/v1/evidence/{evidence}/withdraw", "reporter", AGENCY), {}, {}, ()),
}
# Bodies that are wrong at every address, by the statuses they may be answered with.
BROKEN = {
    "null": (b"null", {422}),
    "a list": (b"[]", {422}),
    "a number": (b"5", {422}),
    "text": (b'"x"', {422}),
    "true": (b"true", {422}),
    "NaN": (b"NaN", {422}),
    "cut off": (b'{"a": ', {422}),
    "not JSON": (b"a=b", {422}),
    "not UTF-8": (b'{"a": "\xff"}', {422}),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), {422}),
    "a byte order mark": (b"\xef\xbb\xbf{}", {422}),
    "two values": (b"{} {}", {422}),
    "a key twice": (b'{"a": 1, "a": 2}', {422}),
    "an unknown field": (b'{"unknown_field": 1}', {422}),
    "a prototype": (b'{"__proto__": {"points": 5}}', {422}),
    "65 levels": (b'{"a":' * 65 + b"1" + b"}" * 65, {422}),
    "100,000 brackets": (b"[" * 100_000, {422}),
    "NUL in a key": (b'{"a\\u0000": 1}', {422}),
    "half a surrogate in a key": (b'{"\\ud800": 1}', {422}),
    "one byte over the limit": (b'"' + b"x" * (JSON_LIMIT_BYTES - 1) + b'"', {413}),
}
CONTENT_TYPES = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/xml",
    "json",
]


def _wrong() -> Iterator[tuple[str, str, str]]:
    """Address, field and body."""
    for name, write in WRITES.items():
        for missing in write.required:
            yield name, missing, _object({key: value for key, value in write.right.items() if key != missing})
        if write.right:
            yield name, "unknown_field", _object({**write.right, "unknown_field": "1"})
        for where, values in write.wrong.items():
            member = where.partition(".")[0]
            for value in values:
                yield name, where, _object({**write.right, member: value})


WRONG = list(_wrong())
# Taken on an assessment that is closed, or whose version says what becomes of the points: tests/services/scoring_api.
_ON_ONE_OF_THEIR_OWN = {"close_assessment", "state_applicability", "open_appeal_round", "make_appeal"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One world for all: nothing that is sent here may change it."""
    folder: Path = tmp_path_factory.mktemp("world")
    async with world.world(module_database_url, server_urls.redis, folder) as made:
        yield made


async def _refused(prepared: World, name: str, body: bytes, *statuses: int, **headers: str) -> list[str]:
    write = WRITES[name]
    sent = {"Content-Type": "application/json", "If-Match": "*", **headers}
    before = await prepared.state()
    answer = await prepared.send(write.method, write.path, write.role, write.org, content=body, headers=sent)
    problem = await world.refused(answer, *statuses)
    assert await prepared.state() == before
    return [error["field"] for error in problem.get("errors", [])]


@pytest.mark.parametrize("number", range(len(WRONG)))
async def test_a_wrong_field_is_named_and_nothing_is_written(prepared: World, number: int) -> None:
    name, where, body = WRONG[number]
    fields = await _refused(prepared, name, body.encode(), 422)
    assert any(_names(field, where) for field in fields), (where, fields, body)


def _names(field: str, where: str) -> bool:
    """Whether a finding stands on the field, on a part of it, or (broken JSON) on the body as a whole."""
    return field in (where, f"body.{where}", "body") or field.startswith(f"{where}.") or where.startswith(f"{field}.")


@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("name", WRITES)
async def test_a_broken_body_is_refused(prepared: World, name: str, body: str) -> None:
    raw, statuses = BROKEN[body]
    fields = await _refused(prepared, name, raw, *statuses)
    assert fields or 413 in statuses


@pytest.mark.parametrize("name", [name for name, write in WRITES.items() if write.required])
async def test_an_empty_body_is_missing(prepared: World, name: str) -> None:
    assert await _refused(prepared, name, b"", 422)
    assert set(WRITES[name].required) <= set(await _refused(prepared, name, b"{}", 422))


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
@pytest.mark.parametrize("name", [name for name, write in WRITES.items() if write.required])
async def test_another_content_type_is_415(prepared: World, name: str, content_type: str) -> None:
    body = _object(WRITES[name].right).encode()
    await _refused(prepared, name, body, 415, **{"Content-Type": content_type})


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer forged", "Basic YTpi", "Bearer a.b.c"])
@pytest.mark.parametrize("name", WRITES)
async def test_a_missing_or_forged_token_is_401(prepared: World, name: str, token: str) -> None:
    await _refused(prepared, name, _object(WRITES[name].right).encode(), 401, Authorization=token)


@pytest.mark.parametrize("role", ["committee", "auditor", "admin", "system"])
@pytest.mark.parametrize("name", WRITES)
async def test_a_role_without_the_right_is_403(prepared: World, name: str, role: str) -> None:
    token = prepared.tokens.of(role, WRITES[name].org, scopes=("targets:read", "evidence:read"))
    body = _object(WRITES[name].right).encode()
    await _refused(prepared, name, body, 403, Authorization=f"Bearer {token}")


@pytest.mark.parametrize("name", [name for name, write in WRITES.items() if "{" in write.path])
async def test_an_unknown_or_malformed_object_is_404_or_422(prepared: World, name: str) -> None:
    write = WRITES[name]
    before = await prepared.state()
    for wrong in ("00000000-0000-4000-8000-000000000000", "x", "%00", "..%2f..", "1" * 500):
        path = write.path.replace("{" + write.path.partition("{")[2].partition("}")[0] + "}", wrong)
        body = _object(write.right).encode()
        headers = {"Content-Type": "application/json", "If-Match": "*"}
        answer = await prepared.send(write.method, path, write.role, write.org, content=body, headers=headers)
        # What two readers could understand differently never reaches the route (shared/kit/web/entrance.py).
        await world.refused(answer, *((400,) if wrong in ("%00", "..%2f..") else (404, 422)))
    assert await prepared.state() == before


async def test_the_same_bodies_unspoilt_are_taken(
    database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with world.world(database_url, server_urls.redis, tmp_path_factory.mktemp("fresh")) as fresh:
        for name, write in ((name, write) for name, write in WRITES.items() if name not in _ON_ONE_OF_THEIR_OWN):
            if name == "accept_report":  # what was returned just before cannot be accepted
                fresh.ids["submitted"] = await fresh.submitted("so-giao-duc-va-dao-tao")
            headers = {"Content-Type": "application/json"}
            if name != "put_claim":  # there is none yet, and "*" asks for one
                headers["If-Match"] = "*"
            body = _object(write.right).encode() if write.right else b""
            answer = await fresh.send(write.method, write.path, write.role, write.org, content=body, headers=headers)
            assert answer.status_code in (200, 201), (name, answer.text)
