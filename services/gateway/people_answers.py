"""The shapes of the answers about people, for the OpenAPI document; PostgreSQL builds the answers."""

from __future__ import annotations

import datetime as dt
import uuid

from pydantic import Field

from services.gateway.accounts_answers import AccountOrganisation
from shared.identity import people, values
from shared.kit.web.shapes import Page, Shape


class AssignmentEnded(Shape):
    """Ai kết thúc, lúc nào, vì sao / Who ended it, when and why."""

    by: str
    at: dt.datetime
    reason: str


class RoleAssignment(Shape):
    """Phân công cơ quan và vai trò cho một người / A person's organisation and roles, as assigned."""

    id: uuid.UUID
    issuer: str
    subject: str
    token_subject: str = Field(description="`sub` trong mã truy cập của ta / the `sub` of our access tokens.")
    organisation: AccountOrganisation
    roles: list[values.PersonRole]
    valid_from: dt.date
    valid_to: dt.date | None = Field(description="Ngày cuối, tính cả ngày đó / the last day, which counts.")
    state: people.State
    reason: str
    assigned_by: str
    assigned_at: dt.datetime
    ended: AssignmentEnded | None
    version: int


class RoleAssignmentPage(Page[RoleAssignment]):
    """Một trang phân công / A page of assignments."""
