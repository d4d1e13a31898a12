"""Every refusal is a problem document (RFC 9457) in the caller's language, and no fault of ours leaks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, File, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from shared.kit import errors
from shared.kit.web import routes
from tests.shared.kit import small

SECRET = "password=hunter2 in /home/somebody/secret.py"


class PeriodClosed(errors.Locked):
    """The period {period} is closed."""

    vi = "Kỳ {period} đã khóa."


KINDS: dict[str, tuple[errors.DomainError, int]] = {
    "unauthenticated": (errors.Unauthenticated(), 401),
    "forbidden": (errors.Forbidden(), 403),
    "not-found": (errors.NotFound(), 404),
    "conflict": (errors.Conflict(), 409),
    "precondition-failed": (errors.PreconditionFailed(), 412),
    "too-large": (errors.TooLarge(limit=5), 413),
    "unsupported-media": (errors.UnsupportedMedia(), 415),
    "invalid": (errors.Invalid(errors.Finding("a.b", "Wrong.", "Sai.", "wrong")), 422),
    "gone": (errors.Gone(), 410),
    "locked": (errors.Locked(), 423),
    "too-many-requests": (errors.TooManyRequests(retry_after=1), 429),
    "period-closed": (PeriodClosed(period="2022"), 423),
    "precondition-required": (errors.PreconditionRequired(), 428),
    "unavailable": (errors.Unavailable(retry_after=1), 503),
}


class Body(BaseModel):
    """A body with one field."""

    model_config = ConfigDict(extra="forbid", strict=True)

    points: Annotated[int, Field(ge=0, le=10)]


def _application() -> FastAPI:
    router = routes.router()

    @router.get("/refuse/{kind}", operation_id="refuse")
    async def refuse(kind: str) -> None:
        raise KINDS[kind][0]

    @router.get("/fault", operation_id="fault")
    async def fault() -> None:
        raise RuntimeError(SECRET)

    @router.post("/body", operation_id="body")
    async def body(body: Body) -> int:
        return body.points

    return small.application(router, ["refuse", "fault", "body"])


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the small application."""
    async with small.calling(_application()) as caller:
        yield caller


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_has_its_status_and_all_members(http: httpx.AsyncClient, kind: str) -> None:
    answer = await http.get(f"/refuse/{kind}", headers={"X-Request-ID": "request-1"})
    error, status = KINDS[kind]
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/docs#problem-{kind}"
    assert problem["code"] == kind
    assert problem["detail"] == error.message("vi")
    assert problem["title"]
    assert problem["request_id"] == answer.headers["x-request-id"] == "request-1"
    assert answer.headers["content-language"] == "vi"
    assert "Accept-Language" in answer.headers["vary"]
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert answer.headers.get("retry-after") == ("1" if status in (429, 503) else None)
    assert ("errors" in problem) == bool(error.findings)


@pytest.mark.parametrize(
    ("sent", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("vi;q=0.8, en;q=0.9", "en"),
        ("vi, en;q=0.9", "vi"),
        ("en;q=0", "vi"),
        ("fr", "vi"),
        ("fr, en;q=0.1", "en"),
        ("EN ; q=0.5", "en"),
        ("en;q=abc", "vi"),
        ("en;q=nan", "vi"),
        (";;;,,q=1,=", "vi"),
        ("*", "vi"),
    ],
)
async def test_language_by_preference(http: httpx.AsyncClient, sent: str, language: str) -> None:
    answer = await http.get("/refuse/period-closed", headers={"Accept-Language": sent})
    assert answer.headers["content-language"] == language
    assert answer.json()["detail"] == {"vi": "Kỳ 2022 đã khóa.", "en": "The period 2022 is closed."}[language]


async def test_findings_name_the_field_in_both_languages(http: httpx.AsyncClient) -> None:
    for language, detail in (("vi", "Sai."), ("en", "Wrong.")):
        answer = await http.get("/refuse/invalid", headers={"Accept-Language": language})
        assert answer.json()["errors"] == [{"field": "a.b", "detail": detail, "code": "wrong"}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"points": 11}', "points"),
        (b'{"points": true}', "points"),
        (b'{"points": "5"}', "points"),
        (b'{"points": 5.0}', "points"),
        (b'{"points": null}', "points"),
        (b'{"points": 5, "extra": 1}', "extra"),
        (b"{}", "points"),
        (b"", "body"),
        (b"[]", "body"),
        (b"5", "body"),
        (b"null", "body"),
        (b'{"points": NaN}', "body"),
    ],
)
async def test_bad_bodies_name_the_field(http: httpx.AsyncClient, body: bytes, field: str) -> None:
    answer = await http.post("/body", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_a_fault_of_ours_says_nothing_of_the_inside(http: httpx.AsyncClient) -> None:
    answer = await http.get("/fault", headers={"X-Request-ID": "request-2"})
    problem = answer.json()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == problem["request_id"] == "request-2"
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text
    assert problem["code"] == "internal"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/body", 405), ("GET", "/body/", 404)]
)
async def test_refusals_of_the_framework_are_problems(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await http.request(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks_both_languages(kind: str) -> None:
    error, _ = KINDS[kind]
    assert error.message("vi") != error.message("en")
    assert "{" not in error.message("vi") + error.message("en")


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x"])
async def test_a_caller_who_hangs_up_is_one_quiet_line(content_type: str, caplog: pytest.LogCaptureFixture) -> None:
    router = routes.router()

    @router.post("/form", operation_id="form")
    async def form(file: Annotated[UploadFile, File()]) -> None: ...

    @router.post("/json", operation_id="json")
    async def json(body: Body) -> None: ...

    received = iter([{"type": "http.request", "body": b"--x\r\n", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(received)

    async def send(message: Any) -> None:
        """To nobody."""

    path = "/json" if "json" in content_type else "/form"
    headers = [(b"content-type", content_type.encode()), (b"content-length", b"5000")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"x"), *headers],
    }
    with caplog.at_level(logging.INFO, logger="dti"):
        app = small.application(router, ["form", "json"])
        await app({**scope, "http_version": "1.1", "scheme": "http"}, receive, send)
    assert [(line.levelname, line.exc_info) for line in caplog.records] == [("INFO", None)]
    assert "hung up" in caplog.text


class Wrapped(errors.Gone):
    """A sentence that the source
    breaks in two."""


def test_a_sentence_is_one_line_however_the_source_wraps_it() -> None:
    assert Wrapped().message("en") == "A sentence that the source breaks in two."
