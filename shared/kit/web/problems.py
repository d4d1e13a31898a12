"""Every error as `application/problem+json` (RFC 9457), in the caller's language, naming the field at fault."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.kit import errors, faults
from shared.kit.web import language, phrases, routes

MEDIA_TYPE = "application/problem+json"
MOST_FINDINGS = errors.DomainError.most_findings
_LOG = logging.getLogger("dti.web")

_STATUS: list[tuple[type[errors.DomainError], int]] = [
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Gone, 410),
    (errors.PreconditionFailed, 412),
    (errors.TooLarge, 413),
    (errors.UnsupportedMedia, 415),
    (errors.Invalid, 422),
    (errors.Locked, 423),
    (errors.PreconditionRequired, 428),
    (errors.TooManyRequests, 429),
    (errors.Unavailable, 503),
]


def install(app: FastAPI) -> None:
    """Register the handlers; nothing leaves a process as anything but a problem."""
    app.add_exception_handler(errors.DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DBAPIError, _database_error)
    app.add_exception_handler(asyncpg.PostgresError, unexpected)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, unexpected)


def status_of(kind: type[errors.DomainError]) -> int:
    """The HTTP status of a kind of refusal."""
    return next(number for one, number in _STATUS if issubclass(kind, one))


def of_domain(error: errors.DomainError, wanted: str, request_id: str) -> Response:
    """The problem of a domain error; also used where no request exists yet (middleware)."""
    status = status_of(type(error))
    headers: dict[str, str] = {}
    if status == 401 or error.bearer_error:
        headers["WWW-Authenticate"] = _challenge(error)
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    return problem(
        status,
        error.code,
        error.message(wanted),
        wanted=wanted,
        request_id=request_id,
        findings=[finding(item, wanted) for item in error.findings[: error.most_findings]],
        headers=headers,
        members=error.beside(),
    )


def finding(item: errors.Finding, wanted: str) -> dict[str, Any]:
    """One finding as its object, in one language; of a table file with its place and its severity."""
    said: dict[str, Any] = _finding(item.field, item.vi if wanted == "vi" else item.en, item.code)
    if item.place is not None:
        said |= {"sheet": item.place.sheet, "row": item.place.row, "column": item.place.column}
        said["severity"] = item.severity
    return said


def _challenge(error: errors.DomainError) -> str:
    """What a bearer is told in the header (RFC 6750, 3): without a token no error, then which, and the scope wanted."""
    said = {"realm": "dti", "error": error.bearer_error, "scope": error.facts.get("scope", "")}
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in said.items() if value)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    wanted: str,
    request_id: str,
    findings: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response:
    """One problem document. `findings` become `errors`: one object per field with `field`, `detail`, `code`, and for a
    table file `sheet`, `row`, `column`, `severity`.

    `members` stand beside the others, for programs.
    """
    body: dict[str, Any] = {
        "type": f"/docs#problem-{code}",
        "title": phrases.title(status, wanted),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        **(members or {}),
    }
    if findings:
        body["errors"] = list(findings)
    return Response(
        orjson.dumps(body),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={
            "Content-Language": wanted,
            "Vary": "Accept-Language",
            # As `Limits` adds them to every answer, also where no request reached it (protocol.py).
            "X-Content-Type-Options": "nosniff",
            "X-Request-ID": request_id,
            **(headers or {}),
        },
    )


def request_id_of(scope: Mapping[str, Any]) -> str:
    """The correlation id that the outermost middleware put into the scope."""
    return str(scope.get("request_id", ""))


async def _domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.DomainError)  # noqa: S101 - registered for this type only
    return of_domain(error, language.of(request), request_id_of(request.scope))


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    wanted = language.of(request)
    found = error.errors()[:MOST_FINDINGS]
    findings = [_finding(phrases.field(e["loc"]), phrases.of(e, wanted), e["type"]) for e in found]
    return problem(
        422,
        "invalid",
        phrases.INVALID[wanted],
        wanted=wanted,
        request_id=request_id_of(request.scope),
        findings=findings,
    )


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    wanted = language.of(request)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(routes.methods_at(request.app, request.scope))
    return problem(
        error.status_code,
        phrases.code(error.status_code),
        phrases.sentence(error.status_code, wanted),
        wanted=wanted,
        request_id=request_id_of(request.scope),
        headers=headers,
    )


async def _database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)  # noqa: S101 - registered for this type only
    state = faults.sqlstate(error)
    wanted, request_id = language.of(request), request_id_of(request.scope)
    if state in ("40001", "40P01", "55P03") or faults.is_away(error):
        busy = errors.Unavailable(retry_after=1)
        return of_domain(busy, wanted, request_id)
    if state.startswith("23"):
        _LOG.info("constraint refused: %s %s", state, getattr(error.orig, "constraint_name", ""))
        return of_domain(errors.Conflict(), wanted, request_id)
    return await unexpected(request, error)


async def _gone(request: Request, error: Exception) -> Response:
    """The caller hung up while sending: nobody's fault, and nobody reads this answer."""
    _LOG.info("the caller hung up request_id=%s", request_id_of(request.scope))
    wanted = language.of(request)
    return problem(
        400,
        phrases.code(400),
        phrases.sentence(400, wanted),
        wanted=wanted,
        request_id=request_id_of(request.scope),
    )


async def unexpected(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours, which is logged with the request's id; it says nothing of the fault."""
    request_id = request_id_of(request.scope)
    if isinstance(error, DBAPIError | asyncpg.PostgresError):
        # PostgreSQL's detail is the refused row with what people wrote in it: the first line and the places are enough.
        said, places = str(error).partition("\n")[0], "".join(traceback.format_tb(error.__traceback__))
        _LOG.error("unexpected error of the database request_id=%s\n%s%s", request_id, places, said)
    else:
        _LOG.error("unexpected error request_id=%s", request_id, exc_info=error)
    wanted = language.of(request)
    return problem(
        500,
        "internal",
        phrases.sentence(500, wanted),
        wanted=wanted,
        request_id=request_id_of(request.scope),
    )


def _finding(field: str, detail: str, code: str) -> dict[str, str]:
    return {"field": field, "detail": detail, "code": code}
