"""`/oauth/token` (RFC 6749, RFC 8693) and `/oauth/revoke` (RFC 7009)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from pydantic import Field

from services.gateway import oauth_route
from services.gateway import oauth_words as words
from shared.audit import service as audit
from shared.identity import accounts, errors, exchange, revocation, values
from shared.identity.exchange import GrantRefused
from shared.identity.issuer import AUDIENCE, Issuer
from shared.identity.trusted_tokens import SignedOn, TrustedTokens
from shared.identity.verifier import Verifier
from shared.kit import exact_json
from shared.kit.web.doors import Now, Reading, Transaction
from shared.kit.web.problems import request_id_of
from shared.kit.web.shapes import Shape

CLIENT_CREDENTIALS = "client_credentials"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a name
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name
_JWT = "urn:ietf:params:oauth:token-type:jwt"
router = oauth_route.router()
_IN_NO_EXCHANGE = ("actor_token", "client_secret", "scope")


class TokenAnswer(Shape):
    """Mã truy cập và thời hạn / An access token and how long it lives."""

    access_token: str = Field(description="Gửi trong `Authorization: Bearer …` / send it as a bearer token.")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Số giây còn hiệu lực / seconds until it expires.")
    scope: str | None = Field(
        default=None, description="Phạm vi của tài khoản dịch vụ / scopes, of a service account only."
    )
    issued_token_type: str | None = Field(
        default=None, description="Chỉ khi đổi mã của SSO / only of an exchange (RFC 8693)."
    )


class NothingLeft(Shape):
    """Đã thu hồi, hoặc không còn gì để thu hồi / Revoked, or nothing was left to revoke."""


@dataclass(frozen=True)
class Office:
    """What gives out tokens: our signature, the trusted sign-ons, and `own`, which reads our tokens from the keys that
    this process holds."""

    issuer: Issuer
    sign_ons: TrustedTokens
    own: Verifier


async def _office(request: Request) -> Office:
    found: Office = request.app.state.office
    return found


Officer = Annotated[Office, Depends(_office)]


async def _person(form: oauth_route.Sent, office: Officer) -> SignedOn | None:
    return await _vouched_for(form, office.sign_ons) if form.get("grant_type") == TOKEN_EXCHANGE else None


async def _doors(request: Request, session: Transaction, reader: Reading, now: Now) -> exchange.Doors:
    return exchange.Doors(session, reader, now, request_id_of(request.scope))


# In this order: a slow sign-on must not hold an open transaction.
Person = Annotated[SignedOn | None, Depends(_person)]
Issuing = Annotated[exchange.Doors, Depends(_doors)]


@router.post(
    "/oauth/token",
    operation_id="issue_token",
    tags=["identity"],
    summary="Lấy mã truy cập / Get an access token",
    description=words.GETTING,
    response_class=Response,
    responses={200: {"model": TokenAnswer}, **words.refusals(400, 401, 429, 503)},
    openapi_extra=words.GETTING_BODY,
)
async def issue_token(form: oauth_route.Sent, signed_on: Person, office: Officer, doors: Issuing) -> Response:
    grant_type = form.require("grant_type")
    if signed_on is not None:
        grant = await exchange.for_person(doors, office.issuer, signed_on, form.get("organisation"))
        return _answer(grant, {"issued_token_type": _ACCESS_TOKEN})
    if grant_type != CLIENT_CREDENTIALS:
        raise GrantRefused("unsupported_grant_type", f"grant_type must be {CLIENT_CREDENTIALS} or {TOKEN_EXCHANGE}")
    client_id, secret = _identified(form)
    grant = await exchange.for_account(doors, office.issuer, client_id, secret, _scopes(form))
    return _answer(grant, {"scope": " ".join(sorted(grant.scopes or ()))})


@router.post(
    "/oauth/revoke",
    operation_id="revoke_token",
    tags=["identity"],
    summary="Thu hồi mã truy cập / Revoke an access token",
    description=words.REVOKING,
    response_class=Response,
    responses={200: {"model": NothingLeft}, **words.refusals(400, 401, 429, 503)},
    openapi_extra=words.REVOKING_BODY,
)
async def revoke_token(form: oauth_route.Sent, office: Officer, doors: Issuing) -> Response:
    client = None
    if form.secret is not None:
        client = (await accounts.authenticate(doors.reader, *_identified(form), doors.now.now())).client_id
    try:
        held = await office.own.read(form.require("token"))
    except errors.TokenRefused:  # RFC 7009, 2.2: what is no token of ours, or is no longer one, is revoked already
        return _nothing_left()
    _check_holder(held, client)
    actor = audit.Actor(held.subject, held.client_id, held.organisation, doors.request_id)
    why = "given back by its holder"
    await revocation.revoke(doors.session, "token", held.token_id, reason=why, actor=actor, now=doors.now)
    return _nothing_left()


def _nothing_left() -> Response:
    return Response(b"{}", headers=oauth_route.NO_STORE, media_type="application/json")


def _check_holder(held: values.Principal, client: str | None) -> None:
    """A service account's token is given back by that account only; a person's by whoever holds it (a public client).

    Raises ClientRefused, GrantRefused.
    """
    if client is None and held.roles == {"system"}:
        raise errors.ClientRefused
    if client not in (None, held.client_id):
        raise GrantRefused("unauthorized_client", "the token was issued to another client")


async def _vouched_for(form: oauth_route.Form, trusted: TrustedTokens) -> SignedOn:
    if form.secret is not None or any(form.get(name) for name in _IN_NO_EXCHANGE):
        raise GrantRefused(
            "invalid_request", "an exchange takes no client secret, no actor_token and no scope: people act by roles"
        )
    if form.require("subject_token_type") not in (_ACCESS_TOKEN, _JWT):
        raise GrantRefused("invalid_request", f"subject_token_type must be {_ACCESS_TOKEN} or {_JWT}")
    if form.get("requested_token_type") not in (None, _ACCESS_TOKEN, _JWT):
        raise GrantRefused("invalid_request", f"requested_token_type must be {_ACCESS_TOKEN}")
    if form.get("audience") not in (None, AUDIENCE) or form.get("resource"):
        raise GrantRefused("invalid_target", f"tokens are issued for the audience {AUDIENCE} only")
    return await exchange.vouched_for(trusted, form.require("subject_token"))


def _identified(form: oauth_route.Form) -> tuple[str, str]:
    if form.client_id is None or form.secret is None:
        raise errors.ClientRefused
    return form.client_id, form.secret


def _scopes(form: oauth_route.Form) -> list[str] | None:
    wanted = form.get("scope")
    return None if wanted is None else wanted.split(" ")


def _answer(grant: exchange.Grant, more: dict[str, Any]) -> Response:
    issued = grant.issued
    body = {
        "access_token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_at - issued.issued_at,
        **more,
    }
    return Response(exact_json.dump(body), headers=oauth_route.NO_STORE, media_type="application/json")
