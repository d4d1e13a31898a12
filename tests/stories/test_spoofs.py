"""I2: nobody becomes somebody by a header, nobody gets anywhere by a strange path or host; in every topology."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from shared.kit.web import entrance
from tests import databases, topologies
from tests.stories import worked_example
from tests.stories.province import ASSESSMENT_2022, DEPARTMENT

Start = Callable[[Path, str], AbstractContextManager[topologies.Topology]]
TOPOLOGIES = [
    pytest.param(topologies.one_process, id="one-process"),
    pytest.param(topologies.separate, id="ports-and-nginx", marks=pytest.mark.nginx),
]
WHO = "reporter-that-is-known"
Lines = list[tuple[str, str]]
# The removed names, and what others have used to say who calls; none of it is ours to believe.
_ADMIN = "admin@tinh-tuyen-quang"
_SPELLINGS: tuple[Callable[[str], Lines], ...] = (
    lambda name: [(name, _ADMIN)],
    lambda name: [(name.upper(), _ADMIN)],
    lambda name: [(name.lower(), _ADMIN), (name.upper(), "root")],
    lambda name: [(name.replace("-", "_"), _ADMIN)],
)
_FORGED_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbImFkbWluIl19."
SPOOFS: list[Lines] = [
    *(_SPELLINGS[number % 4](name) for number, name in enumerate(entrance.IDENTITY_HEADERS[:36])),
    [("X-JWT-Assertion", _FORGED_JWT), ("X-JWT-Assertion", _FORGED_JWT)],
    [("X-User", _ADMIN), ("X-Roles", "admin"), ("X-Org", "tinh-tuyen-quang"), ("X-Scope", "*")],
    [("X-Forwarded-User", _ADMIN), ("X-Forwarded-Email", "admin@x"), ("X-Forwarded-Groups", "admin")],
    [("X-WSO2-Username", _ADMIN), ("X-WSO2-Claims", '{"sub":"admin"}')],
    [("Assertion", _FORGED_JWT), ("X-Assertion", _FORGED_JWT)],
    [("X-Sub", "admin"), ("Sub", "admin"), ("Subject", "admin"), ("Client_id", "admin")],
    [("Cookie", f"user=admin; access_token={_FORGED_JWT}; session=admin")],
    [("X-Authorization", f"Bearer {_FORGED_JWT}"), ("Proxy-Authorization", f"Bearer {_FORGED_JWT}")],
    [("X-MS-CLIENT-PRINCIPAL-NAME", "admin"), ("X-MS-CLIENT-PRINCIPAL", "eyJ9")],
    [("X-Goog-IAP-JWT-Assertion", _FORGED_JWT), ("Cf-Access-Jwt-Assertion", _FORGED_JWT)],
    [("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"), ("Forwarded", "for=127.0.0.1;by=admin")],
    [("X-ACTING-FOR", _ADMIN), ("X-Delegation", "1"), ("On-Behalf-Of", _ADMIN), ("Act-As", _ADMIN)],
]
PROTECTED = "/v1/reports"
LONG = "x" * 17_000
# (request line without the version, further lines); with True where the exact path is the protected one itself.
TRICKS: list[tuple[str, Lines, bool]] = [
    *((f"GET {path}", [], False) for path in (
        "/v1/targets/../reports", "/v1/targets/..%2freports", "/v1/targets%2f..%2freports", "/v1/%2e%2e/v1/reports",
        "/v1/./reports", "//v1/reports", "/v1//reports", "/v1%2freports", "/v1/reports%00", "/v1/reports%2f",
        "/v1/reports;a=b", "/V1/REPORTS", "/v1/reports%20", "/v1/%c0%ae%c0%ae/v1/reports", "/docs/../v1/reports",
        "/docs/..;/v1/reports", "/v1/scores\\..\\reports", "/v1/reports%23", "/v1/targets%3f/../reports",
        f"/v1/targets/../reports?{LONG}", "http://127.0.0.1/health/live/../../v1/reports", "*",
    )),
    (f"GET http://127.0.0.1{PROTECTED}", [], True),
    (f"GET {PROTECTED}", [("X-Original-URL", "/health/live"), ("X-Rewrite-URL", "/health/live")], True),
    (f"GET {PROTECTED}", [("X-Forwarded-Host", "health"), ("X-Forwarded-Prefix", "/docs")], True),
    (f"GET {PROTECTED}", [("X-HTTP-Method-Override", "OPTIONS"), ("User-Agent", "kube-probe/1.30")], True),
    (f"GET {PROTECTED}", [("X-Health-Check", "1"), ("Host", "second")], False),
    (f"OPTIONS {PROTECTED}", [("Origin", "https://evil.test"), ("Access-Control-Request-Method", "GET")], False),
    (f"POST {PROTECTED}", [("Transfer-Encoding", "chunked"), ("Content-Length", "4")], False),
]  # fmt: skip
HOSTS = ["x/health/live", "x/v1/targets?", "a b", "127.0.0.1:80:80", "health@x", ""]


@pytest.fixture(params=TOPOLOGIES, scope="module")
def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[topologies.Topology]:
    """Each topology in turn, on one database."""
    start: Start = request.param
    with start(tmp_path_factory.mktemp("system"), module_database_url) as running:
        yield running


def test_the_numbers_are_those_that_were_promised() -> None:
    assert len(SPOOFS) == 48
    assert len(TRICKS) + len(HOSTS) >= 25


def test_the_audit_shows_the_subject_of_the_token_whatever_else_is_said(system: topologies.Topology) -> None:
    token = system.token("reporter", DEPARTMENT, subject=WHO)
    doors = {"front": system.url, **({"own": system.ports["scoring_api"]} if system.ports else {})}
    for door, address in doors.items():
        for number, lines in enumerate(SPOOFS):
            said = _claim(address, [*lines, ("X-Request-ID", f"{door}-{number}"), ("Authorization", f"Bearer {token}")])
            assert said == 200, (door, lines, said)
            said = _claim(address, [*lines, ("X-Request-ID", f"{door}-{number}-nobody")])
            assert said == 401, (door, lines, said)
    for door in doors:
        rows = asyncio.run(_audited(system.database_url, f"{door}-%"))
        assert {row["request_id"] for row in rows} == {f"{door}-{number}" for number in range(48)}
        assert {(row["subject"], row["client_id"], row["organisation"]) for row in rows} == {(WHO, "tests", DEPARTMENT)}
        assert {row["on_behalf_of"] for row in rows} == {None}


def test_no_path_and_no_host_opens_what_the_exact_path_does_not(system: topologies.Topology) -> None:
    allowed = [("Authorization", f"Bearer {system.token('committee', 'tinh-tuyen-quang')}")]
    for name, address in {"front": system.url, **system.ports}.items():
        owner = name in ("front", "reporting_api")
        assert _ask(address, f"GET {PROTECTED}", []) == (401 if owner else 404)
        assert _ask(address, f"GET {PROTECTED}", allowed) == (200 if owner else 404)
        for line, lines, exact in TRICKS:
            assert _ask(address, line, lines) in (400, 401, 404, 405, 414), (name, line, lines)
            said = _ask(address, line, [*lines, *allowed])
            assert said == (200 if owner else 404) if exact else said in (400, 404, 405, 414), (name, line, lines, said)
        for host in HOSTS:
            for who in ([], allowed):
                assert _ask(address, f"GET {PROTECTED}", who, host=host) == 400, (name, host)


def test_the_same_target_means_the_same_everywhere(system: topologies.Topology) -> None:
    """What is nobody's is 404, what can be read in two ways is 400; through nginx as in the process itself."""
    expected = {line: _expected(line) for line, _, _ in TRICKS[:19]}
    for name, address in {"front": system.url, **system.ports}.items():
        assert {line: _ask(address, line, []) for line in expected} == expected, name


def _expected(line: str) -> int:
    path = line.removeprefix("GET ").partition("?")[0]
    try:
        entrance.path({"type": "http", "raw_path": path.encode(), "path": ""})
    except entrance.Unreadable:
        return 400
    return 404


def _claim(address: str, lines: Lines) -> int:
    body = json.dumps({"points": 0}).encode()
    more = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return _ask(address, f"PUT /v1/assessments/{ASSESSMENT_2022}/claims/{worked_example.CODE}", [*lines, *more], body)


def _ask(address: str, line: str, lines: Lines, body: bytes = b"", *, host: str = "edge.test") -> int:
    """The status of a request that is sent exactly so."""
    place = urllib.parse.urlsplit(address)
    head = "".join(f"{name}: {value}\r\n" for name, value in [("Host", host), ("Connection", "close"), *lines])
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=30) as connection:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):  # the answer may be there already
            connection.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        if answer.status >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json", (line, lines)
        return answer.status


async def _audited(database_url: str, requests: str) -> list[Any]:
    connection = await databases.connect(database_url)
    try:
        return list(await connection.fetch("SELECT * FROM audit_entries WHERE request_id LIKE $1", requests))
    finally:
        await connection.close()
