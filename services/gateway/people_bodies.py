"""What the addresses of people take."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.identity import values
from shared.kit.web import fields

EXAMPLE: dict[str, Any] = {
    "issuer": "keycloak",
    "subject": "5d2f0d0e-6f8e-4f5e-9a55-3f1f2f6d7a10",
    "organisation": "so-noi-vu",
    "roles": ["reporter"],
    "valid_from": "2030-01-01",
    "valid_to": "2030-12-31",
    "reason": "Quyết định phân công số 12/QĐ-SNV",
}
# What a sign-on may call a person: any text on one line that neither begins nor ends with a blank.
NAMED = r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    Field(description="Lý do, số văn bản / why, by which document."),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewAssignment(_Body):
    """Cơ quan và vai trò của một người đăng nhập qua SSO. / Organisation and roles of a person of a sign-on."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    issuer: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$"),
        Field(description="Tên của SSO trong cấu hình / the sign-on's configured name."),
    ]
    subject: Annotated[
        str,
        StringConstraints(min_length=1, max_length=255, pattern=NAMED),
        Field(description="`sub` mà SSO cấp cho người đó / the sign-on's `sub` of the person."),
    ]
    organisation: Annotated[
        str,
        StringConstraints(min_length=1, max_length=120),
        Field(description="Slug hoặc id của cơ quan / slug or id of an organisation."),
    ]
    roles: Annotated[list[values.PersonRole], Field(min_length=1, max_length=7, description="Vai trò / roles.")]
    valid_from: Annotated[
        fields.Day | None, Field(description="Từ ngày nào, mặc định hôm nay / from this day, today by default.")
    ] = None
    valid_to: Annotated[
        fields.Day | None,
        Field(description="Đến hết ngày này; null là chưa định / until the end of this day; null is open."),
    ] = None
    reason: Reason


class AssignmentEnd(_Body):
    """Kết thúc phân công. / The end of an assignment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Chuyển công tác"}]})

    reason: Reason
    valid_to: Annotated[
        fields.Day | None,
        Field(description="Ngày cuối cùng còn hiệu lực; bỏ trống là ngay bây giờ / the last day; left out: now."),
    ] = None
