"""A route that speaks OAuth: parameters in a form, the client's secret in a header or beside them, refusals in the
words of RFC 6749 instead of a problem document, and nothing kept by any cache."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from shared.identity import errors as identity_errors
from shared.identity.exchange import GrantRefused
from shared.kit import callers, errors, exact_json
from shared.kit.web import problems, rate_limits, routes

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_MEDIA_TYPE = "application/x-www-form-urlencoded"
_LIMIT_BYTES = 32_768
_MOST_FIELDS = 20
_LONGEST_CREDENTIAL = 500
_NOT_DESCRIBED = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")  # RFC 6749, 5.2
_LOG = logging.getLogger("dti.oauth")


@dataclass(frozen=True)
class Form:
    """The parameters of a request (an empty one counts as left out), and who the client says it is."""

    fields: dict[str, str]
    client_id: str | None
    secret: str | None

    def get(self, name: str) -> str | None:
        """A parameter that may be left out."""
        return self.fields.get(name)

    def require(self, name: str) -> str:
        """A parameter that may not. Raises GrantRefused."""
        if name not in self.fields:
            raise GrantRefused("invalid_request", f"{name} is missing")
        return self.fields[name]


class OAuthRoute(routes.GuardedRoute):
    """Takes no bearer token: here one is asked for. Whatever else stands in Authorization than one Basic is refused."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Read the form, count the attempt, then FastAPI's own handler."""
        handler = APIRoute.get_route_handler(self)
        operation = self.operation_id or ""

        async def answered(request: Request) -> Response:
            try:
                form = request.scope["oauth_form"] = await _read(request)
                await _count(request, operation, form)
                callers.become(callers.SYSTEM)  # nobody is known yet whose eyes the database could see with
                return await handler(request)
            except (GrantRefused, errors.DomainError) as refused:
                return _refusal(request, operation, refused)

        return answered


def router() -> APIRouter:
    """A router of such routes."""
    return APIRouter(route_class=OAuthRoute, redirect_slashes=False)


async def _form(request: Request) -> Form:
    form: Form = request.scope["oauth_form"]
    return form


Sent = Annotated[Form, Depends(_form)]


async def _count(request: Request, operation: str, form: Form) -> None:
    """Every attempt counts for its address; one with a secret also for the client it names."""
    rates: rate_limits.RateLimits | None = request.app.state.rates
    if rates is None:
        return
    await rates.check(request, operation)
    if form.client_id is not None and form.secret is not None:
        await rates.check_token(request, form.client_id)


async def _read(request: Request) -> Form:
    """Raises GrantRefused, ClientRefused."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise GrantRefused("invalid_request", f"send the parameters as {_MEDIA_TYPE}")
    if request.url.query:
        raise GrantRefused("invalid_request", "parameters belong into the body, not into the address")
    fields = _fields(await request.body())
    client_id, secret = _credentials(request.headers.getlist("authorization"))
    if client_id is None:
        return Form(fields, fields.get("client_id"), fields.get("client_secret"))
    if "client_secret" in fields or fields.get("client_id", client_id) != client_id:
        raise GrantRefused("invalid_request", "the client must identify itself in one way only")
    return Form(fields, client_id, secret)


def _fields(body: bytes) -> dict[str, str]:
    if len(body) > _LIMIT_BYTES:
        raise GrantRefused("invalid_request", f"the parameters are longer than {_LIMIT_BYTES} bytes")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise GrantRefused("invalid_request", "the parameters cannot be read") from error
    if len({name for name, _ in pairs}) != len(pairs):
        raise GrantRefused("invalid_request", "a parameter is sent twice")
    if any(not name.isprintable() or not value.isprintable() for name, value in pairs):
        raise GrantRefused("invalid_request", "a parameter holds signs that cannot be printed")
    return {name: value for name, value in pairs if value}


def _credentials(sent: list[str]) -> tuple[str | None, str | None]:
    """Client id and secret of HTTP Basic (RFC 6749, 2.3.1), or nothing. Raises ClientRefused."""
    if not sent:
        return None, None
    scheme, _, encoded = sent[0].strip().partition(" ")
    if len(sent) > 1 or scheme.lower() != "basic":
        raise identity_errors.ClientRefused
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        client_id, colon, secret = text.partition(":")
        client_id, secret = (unquote_plus(part, errors="strict") for part in (client_id, secret))
    except ValueError as error:
        raise identity_errors.ClientRefused from error
    if not colon or not client_id or not (client_id + secret).isprintable():
        raise identity_errors.ClientRefused
    if max(len(client_id), len(secret)) > _LONGEST_CREDENTIAL:
        raise identity_errors.ClientRefused
    return client_id, secret


def _refusal(request: Request, operation: str, refused: GrantRefused | errors.DomainError) -> Response:
    """The answer of RFC 6749, 5.2: an error for programs and a sentence in English ASCII."""
    status, error, headers = 400, "invalid_request", dict(NO_STORE)
    if isinstance(refused, GrantRefused):
        error, description = refused.error, str(refused)
    else:
        description = refused.message("en")
        status = problems.status_of(type(refused))
        if "retry_after" in refused.facts:
            headers["Retry-After"] = str(refused.facts["retry_after"])
        if status in (429, 503):
            error = "temporarily_unavailable"
    if isinstance(refused, errors.Unauthenticated):
        error, headers["WWW-Authenticate"] = "invalid_client", 'Basic realm="dti", charset="UTF-8"'
    _LOG.info("%s refused: %s request_id=%s", operation, error, problems.request_id_of(request.scope))
    body = {"error": error, "error_description": _NOT_DESCRIBED.sub("?", description)}
    return Response(exact_json.dump(body), status, headers, media_type="application/json")
