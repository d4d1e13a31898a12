"""`/v1/me`: who am I, until when, and what may I do."""

from __future__ import annotations

import datetime as dt
import uuid

from fastapi import Response
from pydantic import Field

from shared.identity import guard, me, values
from shared.kit import exact_json
from shared.kit.web import doors, reply, routes
from shared.kit.web.shapes import Shape

router = routes.router()


class NamedRole(Shape):
    """Vai trò và tên gọi / A role and what it is called."""

    code: values.Role
    vi: str
    en: str


class OwnOrganisation(Shape):
    """Cơ quan ghi trong mã truy cập; `id` và `name` là null khi không có trong danh bạ hôm nay / The token's
    organisation; `id` and `name` are null when the register does not have it today."""

    slug: str
    id: uuid.UUID | None
    name: str | None


class LentRoles(Shape):
    """Ủy quyền đang có hiệu lực / A delegation in force."""

    id: uuid.UUID
    from_subject: str
    roles: list[NamedRole]
    valid_from: dt.date
    valid_to: dt.date


class AllowedOperation(Shape):
    """Thao tác được phép / An operation that is open to the caller."""

    operation: str = Field(description="`operationId` trong tài liệu này / the `operationId` of this document.")
    delegation: uuid.UUID | None = Field(description="Nhờ ủy quyền nào / by which delegation, if by one.")


class Me(Shape):
    """Người gọi / The caller."""

    subject: str
    client_id: str
    organisation: OwnOrganisation
    roles: list[NamedRole]
    scopes: list[str]
    issued_at: dt.datetime
    expires_at: dt.datetime
    delegations: list[LentRoles]
    operations: list[AllowedOperation]


@router.get(
    "/v1/me",
    operation_id="get_me",
    tags=["identity"],
    summary="Tôi là ai / Who am I",
    responses={200: {"model": Me}},
)
async def get_me(reader: doors.Reading, caller: guard.Caller, now: doors.Now) -> Response:
    """Cơ quan, vai trò, phạm vi, thời hạn của mã truy cập, ủy quyền đang có, và những thao tác được phép. Còn tùy vào
    đối tượng, ví dụ báo cáo của cơ quan nào và ở trạng thái nào.

    Organisation, roles, scopes, expiry of the token, delegations in force, and the operations that are open. What
    may be done with one object depends on the object, too: whose report it is, and in which state.
    """
    return reply.json(exact_json.dump(await me.of(reader, caller, now)), headers={"Cache-Control": "no-store"})
