"""What the addresses of delegations take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.gateway import people_bodies
from shared.identity import delegations_rules as rules
from shared.kit.web import fields

EXAMPLE: dict[str, Any] = {
    "to_subject": "keycloak:0f6a4c1e-1f6f-4d0e-8a55-7b3f2f6d7a11",
    "roles": ["approver"],
    "valid_from": "2030-06-01",
    "valid_to": "2030-06-15",
    "document": "12/UQ-SNV",
    "reason": "Giám đốc đi công tác",
}
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    Field(description="Lý do / why."),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewDelegation(_Body):
    """Ủy quyền của chính người gọi cho một người cùng cơ quan. / The caller's authority, for a colleague."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    to_subject: Annotated[
        str,
        StringConstraints(min_length=1, max_length=320, pattern=people_bodies.NAMED),
        Field(
            description="`sub` trong mã truy cập của người nhận, gồm cả tên SSO đứng trước"
            " / the `sub` of the receiver's access token, with the sign-on's name before it."
        ),
    ]
    roles: Annotated[
        list[rules.Role],
        Field(min_length=1, max_length=4, description="Vai trò của chính mình / roles of the caller's own."),
    ]
    valid_from: Annotated[
        fields.Day | None, Field(description="Từ ngày nào, mặc định hôm nay / from this day, today by default.")
    ] = None
    valid_to: Annotated[fields.Day, Field(description="Đến hết ngày này / until the end of this day.")]
    document: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        Field(description="Số văn bản ủy quyền / number of the document that delegates."),
    ]
    reason: Reason


class DelegationRevocation(_Body):
    """Chấm dứt ủy quyền trước hạn. / The end of a delegation before its last day."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Giám đốc đã trở lại làm việc"}]})

    reason: Reason
