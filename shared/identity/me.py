"""Who the caller is and what they may do, as this installation sees them now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shared.identity import access, delegations, words
from shared.identity import delegations_rules as rules
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.organisations import service as organisations


async def of(reader: db.Reader, caller: Principal, now: clock.Clock) -> dict[str, Any]:
    """The caller's own words: subject, organisation, roles, scopes, expiry, delegations in force, operations.

    `operations`: of the written table, with what opens each: a role, a scope, or a delegation (its id). Whether one may
    be done with a certain object depends on the object, too.
    """
    today, own = now.today(), rules.own(caller)
    held = [
        one
        for one in await delegations.held(reader, own, today)
        if one.organisation == own.organisation and one.counts_on(today) and one.roles
    ]
    return {
        "subject": own.subject,
        "client_id": own.client_id,
        "organisation": await organisations.named(reader, own.organisation, today),
        "roles": [_role(role) for role in sorted(own.roles)],
        "scopes": sorted(own.scopes),
        "issued_at": _instant(own.issued_at),
        "expires_at": _instant(own.expires_at),
        "delegations": [_lent(one) for one in held],
        "operations": _operations(own, held, today),
    }


def _operations(own: Principal, held: list[rules.Delegation], today: dt.date) -> list[dict[str, Any]]:
    found = []
    for operation, rule in access.OPERATIONS.items():
        lent = rules.pick(held, rule.roles, own.organisation, today)
        if rule.public or access.allows(rule, own):
            found.append({"operation": operation, "delegation": None})
        elif lent is not None:
            found.append({"operation": operation, "delegation": str(lent.id)})
    return found


def _role(role: str) -> dict[str, str]:
    name = words.role(role)
    return {"code": role, "vi": name.vi, "en": name.en}


def _lent(one: rules.Delegation) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "from_subject": one.from_subject,
        "roles": [_role(role) for role in sorted(one.roles)],
        "valid_from": one.first_on.isoformat(),
        "valid_to": one.last_on.isoformat(),
    }


def _instant(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
