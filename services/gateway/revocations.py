"""Taking back tokens before they expire: the administrator's emergency brake."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from shared.identity import revocation, verifier
from shared.identity.guard import Acting
from shared.kit import exact_json
from shared.kit.web import reply, routes
from shared.kit.web.doors import Now, Transaction
from shared.kit.web.shapes import Shape

router = routes.router()


EXAMPLE: dict[str, Any] = {
    "kind": "subject",
    "value": "tinh:6f9e1c1e-0f0e-4a1c-9a55-7f2a7d1c2b11",
    "reason": "Mất điện thoại dùng để đăng nhập",
}


class Revocation(BaseModel):
    """Thu hồi mã của ai, vì sao / Whose tokens are taken back, and why."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [EXAMPLE]})

    kind: Literal["token", "client", "subject"] = Field(
        description="Một mã (jti), mọi mã của một tài khoản dịch vụ hoặc ứng dụng (client_id), hay của một người (sub)"
        " / one token (jti), all tokens of a client (client_id) or of a person (sub)."
    )
    value: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="jti, client_id hoặc sub như ghi trong mã / as the token says it."
    )
    reason: Annotated[str, Field(min_length=1, max_length=2000)] = Field(
        description="Lý do, ghi vào nhật ký / why; goes into the audit trail."
    )


class Revoked(Shape):
    """Mã nào bị từ chối, từ khi nào / What is refused, and from when on everywhere."""

    kind: Literal["token", "client", "subject"]
    value: str
    issued_before: dt.datetime = Field(
        description="Mã cấp trước thời điểm này bị từ chối / tokens issued before this instant are refused."
    )
    effective_within_s: int = Field(description="Chậm nhất sau số giây này / everywhere after so many seconds.")


@router.post(
    "/v1/revocations",
    operation_id="revoke_tokens",
    tags=["identity"],
    summary="Thu hồi mã trước hạn / Take tokens back",
    status_code=201,
    response_class=Response,
    responses={201: {"model": Revoked}},
)
async def revoke_tokens(body: Revocation, actor: Acting, now: Now, session: Transaction) -> Response:
    """Có hiệu lực ở mọi dịch vụ trong vòng 60 giây; người bị thu hồi phải đăng nhập lại. / Effective in every service
    within 60 seconds; a person must sign in again: tokens that the sign-on issued before are not exchanged either.

    Muốn chặn hẳn thì khóa tài khoản hoặc kết thúc phân quyền. / To keep somebody out, end their assignment or disable
    the account as well.
    """
    before = await revocation.revoke(
        session, body.kind, body.value, reason=body.reason, actor=actor, now=now, sign_on=True
    )
    said = {**body.model_dump(include={"kind", "value"}), "issued_before": before}
    return reply.json(exact_json.dump({**said, "effective_within_s": verifier.CACHE_S}), 201)
