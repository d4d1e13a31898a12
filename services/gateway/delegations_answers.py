"""The shapes of the answers about delegations, for the OpenAPI document; PostgreSQL builds the answers."""

from __future__ import annotations

import datetime as dt
import uuid

from pydantic import Field

from services.gateway.accounts_answers import AccountOrganisation
from shared.identity import delegations_rules as rules
from shared.kit.web.shapes import Page, Shape


class DelegationRevoked(Shape):
    """Ai chấm dứt, lúc nào, vì sao / Who revoked it, when and why."""

    by: str
    at: dt.datetime
    reason: str


class Delegation(Shape):
    """Ủy quyền có thời hạn / A dated delegation."""

    id: uuid.UUID
    organisation: AccountOrganisation
    from_subject: str = Field(description="Người ủy quyền / who lends the roles.")
    to_subject: str = Field(description="Người được ủy quyền / who acts with them.")
    roles: list[rules.Role]
    valid_from: dt.date
    valid_to: dt.date = Field(description="Ngày cuối, tính cả ngày đó / the last day, which counts.")
    state: rules.State
    document: str
    reason: str
    given_at: dt.datetime
    revoked: DelegationRevoked | None
    version: int


class DelegationPage(Page[Delegation]):
    """Một trang ủy quyền / A page of delegations."""
