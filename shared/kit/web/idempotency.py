"""`Idempotency-Key`: a write that is sent again is done once, and answered as the first time.

The answer is stored in the transaction of its effects. So a process that dies after the commit and before the answer
still answers the repetition, and a rollback leaves neither. Why so: docs/decisions/idempotency.md.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Protocol

from fastapi import Request, Response

from shared.kit import db, errors, failpoints, kept_answers
from shared.kit.web import fingerprint, reply

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# GET, PUT and DELETE may be repeated as they are (RFC 9110, 9.2.2): a key changes nothing there and is not looked at.
METHODS = frozenset({"POST", "PATCH"})
MAX_LENGTH = 255
KEY_PATTERN = "[ -~]+"
_KEY = re.compile(f"(?=.{{1,{MAX_LENGTH}}}$){KEY_PATTERN}")
_SESSION = "idempotent_transaction"
# What belongs to the answer; the rest (request id, rate limits, date) belongs to the single request.
_KEPT_HEADERS = ("content-type", "location", "etag", "link", "content-language", "cache-control")
_RETRY_AFTER_S = 1


class KeyWrong(errors.Invalid):
    """Idempotency-Key must be sent once and be 1 to 255 printable ASCII characters; a UUID is a good one."""

    vi = "Idempotency-Key chỉ được gửi một lần, gồm 1 đến 255 ký tự ASCII in được; nên dùng một UUID."


class KeyUsedOtherwise(errors.Invalid):
    """This Idempotency-Key was used for another request: a new request needs a new key."""

    vi = "Idempotency-Key này đã dùng cho một yêu cầu khác; yêu cầu mới cần một khóa mới."


class RequestInFlight(errors.Conflict):
    """A request with this Idempotency-Key is being worked on; ask again in {retry_after} seconds."""

    vi = "Một yêu cầu mang Idempotency-Key này đang được xử lý; hãy gửi lại sau {retry_after} giây."


class Owner(Protocol):
    """The caller, as the guard leaves it in the request's scope."""

    @property
    def client_id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def organisation(self) -> str: ...


def key_of(request: Request) -> kept_answers.Key | None:
    """The caller's key, or None when none was sent. Raises KeyWrong, Unauthenticated (a key of nobody is anybody's)."""
    sent = request.headers.getlist(HEADER)
    if not sent:
        return None
    if len(sent) > 1 or not _KEY.fullmatch(sent[0]):
        raise KeyWrong(errors.Finding(HEADER, "Not a key.", "Không phải khóa hợp lệ.", "key"))
    owner: Owner | None = request.scope.get("principal")
    if owner is None:
        raise errors.Unauthenticated
    return kept_answers.Key(owner.client_id, owner.subject, owner.organisation, sent[0])


def session_of(request: Request) -> db.Session | None:
    """The transaction in which the effects and the answer are stored together, when the request has a key."""
    session: db.Session | None = request.scope.get(_SESSION)
    return session


async def once(
    request: Request,
    key: kept_answers.Key,
    operation: str,
    handler: Callable[[Request], Awaitable[Response]],
    *,
    form: bool,
) -> Response:
    """Handle a request, or answer it as it was answered. The answer of `handler` is kept unless it is a refusal.

    Raises RequestInFlight, KeyUsedOtherwise and what the handler raises; then nothing is stored.
    """
    database: db.Database = request.app.state.database
    try:
        asked = await fingerprint.of(request, operation, form=form)
        async with database.transaction() as session:
            if not await kept_answers.lock(session, key):
                raise RequestInFlight(retry_after=_RETRY_AFTER_S)
            if (kept := await kept_answers.find(session, key)) is not None:
                return _repeated(kept, asked)
            request.scope[_SESSION] = session
            response = await handler(request)
            if response.status_code < 400:
                await kept_answers.keep(session, key, operation, _kept(response, asked))
            await failpoints.reach("once.stored")
        await failpoints.reach("once.committed")
        return response
    finally:
        request.scope.pop(_SESSION, None)
        await request.close()  # a repeated form is read, and then by nobody


def _repeated(kept: kept_answers.Kept, asked: bytes) -> Response:
    if kept.fingerprint != asked:
        raise KeyUsedOtherwise(
            errors.Finding(HEADER, "Used for another request.", "Đã dùng cho yêu cầu khác.", "key_used")
        )
    return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})


def _kept(response: Response, asked: bytes) -> kept_answers.Kept:
    if not hasattr(response, "body"):
        raise TypeError(f"{type(response).__name__} is sent piece by piece: a POST's answer must be whole to be kept")
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    body = response.repeated if isinstance(response, reply.Secret) else bytes(response.body)
    return kept_answers.Kept(asked, response.status_code, headers, body)
