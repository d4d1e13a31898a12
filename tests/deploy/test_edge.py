"""The edge's configuration, run by a real nginx before four small echoing servers."""

import contextlib
import http.client
import http.server
import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from services.local import paths
from shared.kit.web import app, entrance
from tests import edge, ports
from tests.services.gateway import contract

pytestmark = pytest.mark.nginx
SERVICES = ("GATEWAY", "TARGETS_API", "REPORTING_API", "SCORING_API")


KINDS = {kind["code"]: kind for kind in contract.DOCUMENT["x-problem-types"]}
EDGE_ONLY = (
    *("request-timeout", "address-too-long", "header-fields-too-large", "not-implemented"),
    *("service-unreachable", "service-too-slow", "version-not-supported"),
)


class _Echo(http.server.BaseHTTPRequestHandler):
    """Answers with its name and what it received."""

    protocol_version = "HTTP/1.1"
    name = ""

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({
            "name": self.name, "path": self.path, "bytes": len(sent),
            "headers": {key.lower(): value for key, value in self.headers.items()},
        }).encode()  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-ID", self.headers.get("X-Request-ID", ""))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing: a log is of no interest here."""


@contextlib.contextmanager
def _echo(name: str) -> Iterator[str]:
    handler = type(name, (_Echo,), {"name": name})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("edge")
    with contextlib.ExitStack() as stack:
        upstreams = {name: stack.enter_context(_echo(name)) for name in SERVICES[:3]}
        nobody = {"SCORING_API": f"127.0.0.1:{ports.free()}"}
        yield stack.enter_context(edge.running(folder, upstreams=upstreams | nobody, json_bytes=1_000))


def _ask(
    port: int, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> tuple[http.client.HTTPResponse, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST" if body is not None else "GET", path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer, json.loads(answer.read())
    finally:
        connection.close()


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    main = edge.configuration(tmp_path, port=8080, upstreams=dict.fromkeys(SERVICES, "127.0.0.1:9"))
    command = [edge.program(), "-t", "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(main)]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/v1/targets", "TARGETS_API"),
        ("/v1/targets/T1/progress?as_of=2022-12-31", "TARGETS_API"),
        ("/v1/%74argets", "TARGETS_API"),
        ("/v1/evidence/1/decisions", "REPORTING_API"),
        ("/v1/targetsx", "GATEWAY"),
        ("//v1/targets", "GATEWAY"),
        ("/v1/me", "GATEWAY"),
        ("/", "GATEWAY"),
        ("/.well-known/jwks.json", "GATEWAY"),
    ],
)
def test_the_first_segment_chooses(port: int, path: str, owner: str) -> None:
    _, received = _ask(port, path)
    assert received["name"] == owner


@pytest.mark.parametrize(
    ("target", "status"),
    [
        *(
            ("/v1/scores/../targets", 400),
            ("/v1/%2e%2e/v1/targets", 400),
            ("/./v1/targets", 400),
            ("/v1/targets/.", 400),
        ),
        *(("/v1/scores/..%2Ftargets", 400), ("/v1/scores%2F..%2Ftargets", 400), ("/v1/targets/..?x=1", 400)),
        *(("/_edge/../v1/targets", 400), ("/v1%2Ftargets", 404), ("/v1/targets%2fT1", 404), ("/%2Fv1/targets", 404)),
    ],
)
def test_what_two_readers_could_understand_differently_stops_here(port: int, target: str, status: int) -> None:
    answer, problem = _ask(port, target)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, problem["status"]) == (status, status)


@pytest.mark.parametrize("target", ["/v1/targets/a%2Fb", "/v1/targets?next=/../x&y=%2e%2e%2f", "/v1/targets/1.2/..."])
def test_what_is_clear_passes_as_it_was_sent(port: int, target: str) -> None:
    _, received = _ask(port, target)
    assert (received["name"], received["path"]) == ("TARGETS_API", target)


def test_the_path_arrives_as_it_was_sent(port: int) -> None:
    _, received = _ask(port, "/v1/targets/a%2Fb?q=%C4%91%20x&as_of=2022-12-31")
    assert received["path"] == "/v1/targets/a%2Fb?q=%C4%91%20x&as_of=2022-12-31"


def test_the_routes_are_those_of_the_one_process_default() -> None:
    found = re.findall(r"\^/v1/\(([^)]*)\)", edge.TEMPLATE.read_text(encoding="utf-8"))
    assert [tuple(names.split("|")) for names in found] == [paths.TARGETS, paths.REPORTING, paths.SCORING]


def test_files_of_rows_pass_where_they_are_taken_and_nowhere_else() -> None:
    template = edge.TEMPLATE.read_text(encoding="utf-8")
    taken = re.findall(r"location (?:=|~) (\S+) \{\n\s+client_max_body_size \$\{EDGE_UPLOAD_BYTES\}", template)
    of_rows = [path for path in contract.DOCUMENT["paths"] if path.endswith(app.TAKE_ROWS)]
    assert len(of_rows) == 6
    written = [re.sub(r"(.*)\{\w+\}(.*)", r"^\1[^/]+\2$", path) for path in of_rows]
    assert sorted(taken) == sorted(["/v1/evidence", *written])


def test_nobody_becomes_somebody_by_a_header(port: int) -> None:
    spelt = {one: "admin" for name in entrance.IDENTITY_HEADERS for one in (name, name.replace("-", "_"))}
    for some in (list(spelt)[:60], list(spelt)[60:]):
        _, received = _ask(port, "/v1/targets", headers={**dict.fromkeys(some, "admin"), "Authorization": "Bearer x"})
        assert "admin" not in received["headers"].values()
        assert received["headers"]["authorization"] == "Bearer x"


def test_the_removed_headers_are_those_of_the_processes() -> None:
    removed = re.findall(r'^    proxy_set_header (\S+) "";$', edge.TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(removed) == sorted({*entrance.IDENTITY_HEADERS, "Connection"})


def test_the_address_of_the_caller_is_the_one_that_the_edge_saw(port: int) -> None:
    _, received = _ask(port, "/v1/targets", headers={"X-Forwarded-For": "198.51.100.1"})
    assert received["headers"]["x-forwarded-for"] == "127.0.0.1"


def test_a_harmless_correlation_id_is_kept_and_another_replaced(port: int) -> None:
    answer, received = _ask(port, "/v1/targets", headers={"X-Request-ID": "lgsp-42"})
    assert (received["headers"]["x-request-id"], answer.headers.get_all("X-Request-ID")) == ("lgsp-42", ["lgsp-42"])
    for headers in ({}, {"X-Request-ID": 'a"b'}, {"X-Request-ID": "x" * 129}):
        answer, received = _ask(port, "/v1/targets", headers=headers)
        assert re.fullmatch("[0-9a-f]{32}", received["headers"]["x-request-id"])


@pytest.mark.parametrize("path", ["/v1/targets/T1/measurements", "/v1/evidence/1/decisions", "/"])
def test_a_body_up_to_the_limit_arrives_and_one_byte_more_is_a_problem(port: int, path: str) -> None:
    _, received = _ask(port, path, body=b"x" * 1_000)
    assert received["bytes"] == 1_000
    answer, problem = _ask(port, path, body=b"x" * 1_001)
    _assert_problem(answer, problem, 413, "too-large", "Nội dung quá lớn")


def test_only_the_upload_itself_may_be_large(port: int) -> None:
    _, received = _ask(port, "/v1/evidence", body=b"x" * 2_000_000)
    assert (received["name"], received["bytes"]) == ("REPORTING_API", 2_000_000)


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        ("GET /v1/legal-documents/%00 HTTP/1.1", 400, "bad-request"),
        ("GET /docs/assets/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1", 400, "bad-request"),
        ("GET * HTTP/1.1", 400, "bad-request"),
        ("get /v1/targets HTTP/1.1", 400, "bad-request"),
        (f"GET /v1/targets?q={'x' * 20_000} HTTP/1.1", 414, "address-too-long"),
        ("POST /v1/targets HTTP/1.1\r\nTransfer-Encoding: xchunked", 501, "not-implemented"),
        ("POST /v1/targets HTTP/1.1\r\nContent-Length: -5", 400, "bad-request"),
        ("TRACE /v1/targets HTTP/1.1", 405, "method-not-allowed"),
        ("GET /v1/targets HTTP/7.0", 505, "version-not-supported"),
        ("GET /_edge/502 HTTP/1.1", 404, "not-found"),
    ],
)
def test_what_cannot_be_read_is_a_problem(port: int, line: str, status: int, code: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"{line}\r\nHost: x\r\nAccept-Language: en\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        problem = json.loads(answer.read())
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code)
    _assert_documented(problem, status)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers.get_all("X-Request-ID") == [problem["request_id"]]


def test_an_absent_service_is_a_problem_in_the_callers_language(port: int) -> None:
    answer, problem = _ask(port, "/v1/scores/1/explain", headers={"X-Request-ID": "r1"})
    _assert_problem(answer, problem, 502, "service-unreachable", "Không liên lạc được với dịch vụ")
    assert problem["request_id"] == "r1"
    assert answer.headers["Retry-After"] == "2"
    answer, problem = _ask(port, "/v1/scores/1/explain", headers={"Accept-Language": "en-GB,vi;q=0.5"})
    _assert_problem(answer, problem, 502, "service-unreachable", "Service unreachable")


def test_an_absent_service_is_named_even_after_a_large_upload(tmp_path: Path) -> None:
    nobody = dict.fromkeys(SERVICES, f"127.0.0.1:{ports.free()}")
    with edge.running(tmp_path, upstreams=nobody, json_bytes=1_000) as port:
        answer, problem = _ask(port, "/v1/evidence", body=b"x" * 2_000_000)
    _assert_problem(answer, problem, 502, "service-unreachable", "Không liên lạc được với dịch vụ")


def test_headers_too_large_are_a_problem(port: int) -> None:
    answer, problem = _ask(port, "/v1/targets", headers={"X-Long": "x" * 20_000})
    _assert_problem(answer, problem, 431, "header-fields-too-large", "Phần đầu yêu cầu quá lớn")


def test_every_answer_of_the_edge_itself_is_a_documented_problem() -> None:
    """Also those that nobody can bring about in a moment: the template's texts with their variables filled in."""
    template = edge.TEMPLATE.read_text(encoding="utf-8")
    answers = re.findall(r"return (\d+) '({.*?})';", template)
    assert len(answers) == len(re.findall(r"^    error_page ", template, re.MULTILINE))
    for status, body in answers:
        for language in ("en", "default"):
            says = dict(re.findall(rf'^map \S+ \$(\w+) .*\b{language} +"([^"]+)"', template, re.M))
            problem = json.loads(re.sub(r"\$(\w+)", lambda name: says.get(name[1], "r1"), body))  # noqa: B023
            _assert_documented(problem, int(status))


def test_the_documented_sentence_is_the_one_that_is_said() -> None:
    template = edge.TEMPLATE.read_text(encoding="utf-8")
    for code in EDGE_ONLY:
        assert f'en "{KINDS[code]["en"]}"; default "{KINDS[code]["vi"]}";' in template


def _assert_documented(problem: Any, status: int) -> None:
    contract.check(problem, contract.DOCUMENT["components"]["schemas"]["Problem"])
    assert problem["status"] == KINDS[problem["code"]]["status"] == status
    assert problem["type"] == f"/docs#problem-{problem['code']}"


def _assert_problem(answer: http.client.HTTPResponse, problem: Any, status: int, code: str, title: str) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"], problem["title"]) == (status, code, title)
    assert answer.headers.get_all("X-Request-ID") == [problem["request_id"]]
    _assert_documented(problem, status)
