"""The guard of every route: who calls, and does the written table let them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from shared.audit import acting
from shared.audit import service as audit
from shared.identity import access, delegations, errors, grants, membership, reach, relations, rights, values, words
from shared.identity import delegations_rules as lending
from shared.identity.verifier import Verifier
from shared.kit import callers
from shared.kit.web import doors
from shared.kit.web.routes import Guard


def guard(verifier: Verifier) -> Guard:
    """A guard that verifies the bearer token and asks `access.OPERATIONS`. The caller lands in the request's scope, and
    the doors to the database ask for this caller from then on: for nobody where all that is read is public."""

    async def check(request: Request, operation: str) -> None:
        callers.become(callers.NOBODY)
        rule = access.OPERATIONS[operation]
        sent = request.headers.getlist("authorization")
        if not sent and rule.public:
            return
        if not sent:
            raise errors.TokenMissing
        if len(sent) > 1:
            raise errors.TokenRefused(reason=words.reason("twice"))
        scheme, _, token = sent[0].partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise errors.TokenRefused(reason=words.reason("not_bearer"))
        principal = await _with_delegations(request, rule, await verifier.principal(token.strip()))
        request.scope["principal"] = principal  # known, if not let in: a refusal is counted for the right client
        if not access.allows(rule, principal):
            raise _refusal(rule, principal)
        if rule.writes or rule.decides:
            state = request.app.state
            await membership.check_in_force(state.database.reader, principal.organisation, state.clock.today())
            if rule.decides & relations.STATED:
                await reach.check_duty(state.database.reader, principal, state.clock)
        if not rule.public or rule.partly:
            callers.become(rights.setting(principal, request.app.state.clock.today()))

    return check


def _refusal(rule: grants.Access, principal: values.Principal) -> Exception:
    """What would let this caller in: a scope for a service account where there is one, else a role."""
    if access.is_service(principal) and rule.scope is not None:
        return errors.ScopeMissing(scope=rule.scope)
    return errors.RoleMissing(roles=words.of_roles(rule.roles), has=words.of_roles(principal.roles))


async def _with_delegations(request: Request, rule: grants.Access, principal: values.Principal) -> values.Principal:
    """The caller with the role that a delegation lends for this operation; own roles count first.

    Reading, who acts for somebody sees what that takes. Nothing is remembered: a revoked delegation lends nothing.
    """
    if access.is_service(principal):
        return principal
    state = request.app.state
    if not access.allows(rule, principal):
        found = await delegations.find(state.database.reader, principal, rule.roles, state.clock.today())
        return principal if found is None else lending.widened(principal, found, rule.roles)
    if rule.of is None or rule.writes or rule.decides or not lending.may_read_more(principal):
        return principal
    today = state.clock.today()
    return lending.reading(principal, await delegations.held(state.database.reader, principal, today), today)


async def _caller(request: Request) -> values.Principal:
    principal: values.Principal = request.scope["principal"]
    return principal


async def _visitor(request: Request) -> values.Principal | None:
    principal: values.Principal | None = request.scope.get("principal")
    return principal


Caller = Annotated[values.Principal, Depends(_caller)]
Visitor = Annotated[values.Principal | None, Depends(_visitor)]


async def _actor(request: Request) -> audit.Actor:
    principal: values.Principal = request.scope["principal"]
    return audit.Actor(
        principal.subject,
        principal.client_id,
        principal.organisation,
        str(request.scope.get("request_id", "")),
        on_behalf_of=principal.acting_for,
    )


Acting = Annotated[audit.Actor, Depends(_actor)]


async def _acting_now(actor: Acting, now: doors.Now) -> acting.Acting:
    return acting.Acting(actor, now)


# The same with the process's clocks, as use-cases that write take it.
ActingNow = Annotated[acting.Acting, Depends(_acting_now)]
