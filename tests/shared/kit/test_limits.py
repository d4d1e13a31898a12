"""The outermost layer: bodies end where they must, ids go through, identities from outside do not."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.kit.web import limits, routes, table_files
from tests.shared.kit import small

LIMIT = limits.JSON_LIMIT_BYTES
UPLOAD_LIMIT = 2 * LIMIT


class Body(BaseModel):
    """A text of any length."""

    text: str


def _application() -> FastAPI:
    router: APIRouter = routes.router()

    @router.post("/v1/echo", operation_id="echo")
    async def echo(body: Body) -> int:
        return len(body.text)

    @router.post("/v1/evidence/{piece}/decisions", operation_id="decide")
    async def decide(piece: str, body: Body) -> int:
        return len(body.text)

    @router.post("/v1/evidence", operation_id="upload")
    async def upload(body: Body) -> int:
        return len(body.text)

    @router.get("/v1/headers", operation_id="headers")
    async def headers(request: Request) -> dict[str, str]:
        return dict(request.headers)

    @router.get("/v1/faults/{begun}", operation_id="fault")
    async def fault(begun: bool) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            raise RuntimeError("hunter2")

        if not begun:
            raise RuntimeError("hunter2")
        return StreamingResponse(parts())

    @router.post("/v1/figures/import", operation_id="import_figures")
    async def import_figures(sent: table_files.TableFile) -> int:
        return len(sent.content)

    @router.put("/v1/figures/{figure}/notes/{note}", operation_id="put_note")
    async def put_note(figure: str, note: str, body: Body) -> int:
        return len(body.text)

    known = ["echo", "decide", "upload", "headers", "fault", "import_figures", "put_note"]
    return small.application(router, known, upload_limit_bytes=UPLOAD_LIMIT)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the small application."""
    async with small.calling(_application()) as caller:
        yield caller


def _body(size: int) -> bytes:
    """A JSON body of exactly `size` bytes."""
    return b'{"text": "' + b"x" * (size - 12) + b'"}'


@pytest.mark.parametrize("name", ["import", "import-annex"])
async def test_who_names_a_thing_as_imports_end_may_send_no_more_for_it(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.post("/v1/figures/import", content=_body(LIMIT + 1), headers=JSON)).json() == LIMIT + 1
    for path in (f"/v1/figures/5/notes/{name}", f"/v1/nothing/{name}"):
        answer = await http.put(path, content=_body(LIMIT + 1), headers=JSON)
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")


async def _chunked(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
@pytest.mark.parametrize("path", ["/v1/echo", "/v1/evidence/5/decisions"])
async def test_the_limit_by_the_declared_length(http: httpx.AsyncClient, path: str, size: int, status: int) -> None:
    answer = await http.post(path, content=_body(size), headers=JSON)
    assert answer.status_code == status
    if status == 413:
        assert answer.headers["content-type"] == "application/problem+json"
        assert str(LIMIT) in answer.json()["detail"]
        assert answer.headers["connection"] == "close"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
async def test_the_limit_without_a_declared_length(http: httpx.AsyncClient, size: int, status: int) -> None:
    answer = await http.post("/v1/echo", content=_chunked(_body(size)), headers=JSON)
    assert answer.status_code == status


async def test_a_length_that_lies_changes_nothing(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/echo", content=_body(LIMIT + 1), headers={**JSON, "Content-Length": "5"})
    assert answer.status_code == 413


class _Sender:
    """A caller who declares a length, and what the application asked of it and sent to it."""

    def __init__(self, length: str, chunks: list[bytes], *, ends_after: int = 99, **headers: str) -> None:
        self._left = chunks
        self._more = ends_after
        self._headers = {"content-length": length, "content-type": "application/json", **headers}
        self.events: list[Any] = []

    async def run(self) -> None:
        """One request until the application is done with it."""
        headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/echo",
            "query_string": b"",
            "headers": [(b"host", b"dti.test"), *headers],
        }
        await _application()(
            {**scope, "http_version": "1.1", "scheme": "http", "raw_path": b"/v1/echo"}, self._read, self._send
        )

    async def _read(self) -> Any:
        self.events.append("read")
        if not self._left:
            await asyncio.Event().wait()  # it never sends the rest
        body = self._left.pop(0)
        self._more -= 1
        return {"type": "http.request", "body": body, "more_body": body != b"" and self._more > 0}

    async def _send(self, message: Any) -> None:
        self.events.append(message)


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 5000, "١", "1.5", "0x10"])
async def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    sender = _Sender(length, [b""])
    await sender.run()
    assert sender.events[0]["status"] == 413


async def test_a_refused_body_is_answered_first_and_then_read_to_its_end() -> None:
    """A sender who finds the connection closed while sending never reads the answer; a proxy makes it a 502."""
    sender = _Sender(str(2 * LIMIT), [b"x" * LIMIT, b"x" * LIMIT, b""])
    await sender.run()
    start, body, *reads, end = sender.events
    assert (start["status"], len(body["body"]) > 0, body["more_body"]) == (413, True, True)
    assert reads == ["read"] * 3
    assert end == {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize("reads", [2, 3])
async def test_a_body_that_grew_too_large_is_read_to_its_end_and_not_beyond(reads: int) -> None:
    sender = _Sender("5", [b"x" * LIMIT, b"x", b"x"][:reads], ends_after=reads)
    await sender.run()
    assert [event["status"] for event in sender.events if event != "read" and "status" in event] == [413]
    assert sender.events.count("read") == reads
    assert not sender.events[-1].get("more_body")


async def test_a_refused_body_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DISCARD_BYTES", 2 * LIMIT)
    endless = _Sender("9" * 12, [b"x" * LIMIT] * 9)
    await endless.run()
    assert endless.events.count("read") == 3
    monkeypatch.setattr(limits, "DISCARD_SECONDS", 0.01)
    silent = _Sender("9" * 12, [])
    await silent.run()
    assert silent.events[-1] == {"type": "http.response.body", "body": b""}


async def test_a_sender_who_waits_for_our_word_is_not_asked_for_the_body() -> None:
    sender = _Sender(str(2 * LIMIT), [], expect="100-continue")
    await sender.run()
    assert [event["type"] for event in sender.events] == ["http.response.start", "http.response.body"]


async def test_only_the_upload_itself_may_be_large(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/evidence", content=_body(UPLOAD_LIMIT), headers=JSON)
    assert answer.status_code == 200
    largest = UPLOAD_LIMIT + limits.MULTIPART_OVERHEAD_BYTES
    answer = await http.post("/v1/evidence", content=_body(largest + 1), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "name",
    ["X-User", "X-Forwarded-User", "X-Remote-User", "X-JWT-Assertion", "Remote-User", "X-Roles"],
)
async def test_an_identity_from_outside_is_dropped(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get("/v1/headers", headers={name: "admin", "X-Other": "kept"})
    assert name.lower() not in answer.json()
    assert answer.json()["x-other"] == "kept"


@pytest.mark.parametrize("sent", ["abc-1", "A.b_c:d", "x" * 128])
async def test_a_correlation_id_is_echoed(http: httpx.AsyncClient, sent: str) -> None:
    answer = await http.get("/v1/headers", headers={"X-Request-ID": sent})
    assert answer.headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", [None, "", "x" * 129, "a b", "a<script>", "a/b"])
async def test_an_id_is_made_where_none_or_a_strange_one_was_sent(http: httpx.AsyncClient, sent: str | None) -> None:
    headers = {} if sent is None else {"X-Request-ID": sent}
    answer = await http.get("/v1/headers", headers=headers)
    assert uuid.UUID(answer.headers["x-request-id"]).version == 4
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_no_cache_shows_somebody_what_it_kept_for_another(http: httpx.AsyncClient) -> None:
    public = await http.get("/v1/headers")
    assert ("cache-control" in public.headers, public.headers["vary"]) == (False, "Authorization")
    known = await http.get("/v1/headers", headers={"Authorization": "Bearer x"})
    assert (known.headers["cache-control"], known.headers["vary"]) == ("private, no-cache", "Authorization")
    refused = await http.get("/v1/nothing", headers={"Authorization": "Bearer x", "Accept-Language": "en"})
    assert refused.headers["cache-control"] == "private, no-cache"
    assert {one.strip() for one in refused.headers["vary"].split(",")} == {"Accept-Language", "Authorization"}


async def test_a_fault_is_answered_with_what_every_answer_has_and_logged_once(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await http.get("/v1/faults/false", headers={"Authorization": "Bearer x", "X-Request-ID": "asked-1"})
    assert (answer.status_code, answer.json()["request_id"]) == (500, "asked-1")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {one.strip() for one in answer.headers["vary"].split(",")} == {"Accept-Language", "Authorization"}
    assert [one.getMessage() for one in caplog.records] == ["unexpected error request_id=asked-1"]


async def test_half_an_answer_is_broken_off(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever has read a part must not take it for the whole: the server closes when the fault reaches it."""
    transport = httpx.ASGITransport(app=_application())
    async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as http:
        with pytest.raises(RuntimeError, match="hunter2"):
            await http.get("/v1/faults/true")
    assert len(caplog.records) == 1
