"""What the addresses of service accounts take."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shared.identity import accounts

LONGEST_GRACE_S = 2_592_000
EXAMPLE: dict[str, Any] = {
    "name": "Trục LGSP của tỉnh",
    "organisation": "so-thong-tin-va-truyen-thong",
    "scopes": ["changes:read", "targets:read"],
    "expires_at": "2030-12-31T17:00:00Z",
}


def _written_out(given: Any) -> Any:
    """Refuse what pydantic would read as seconds since 1970."""
    if not isinstance(given, str) or "T" not in given.upper():
        raise PydanticCustomError("datetime_parsing", "Must be an ISO 8601 instant with a time zone.")
    return given


def _in_utc(given: dt.datetime) -> dt.datetime:
    """Refuse what lies in no year of UTC, which the driver could not send."""
    try:
        return given.astimezone(dt.UTC)
    except OverflowError as error:
        raise PydanticCustomError("datetime_parsing", "Must be an ISO 8601 instant with a time zone.") from error


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(description="Tên của hệ thống / what the system is called."),
]
Scopes = Annotated[
    list[accounts.Scope],
    Field(min_length=1, max_length=20, description="Phạm vi được xin trong mã truy cập / scopes it may ask for."),
]
Expiry = Annotated[
    Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_written_out), AfterValidator(_in_utc)] | None,
    Field(description="Hết hạn khi nào; null là không hết hạn / when it expires; null is never."),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NewServiceAccount(_Body):
    """Tài khoản dịch vụ mới. / A new service account."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    name: Name
    organisation: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=120)] | None,
        Field(
            description="Slug hoặc id của cơ quan mà hệ thống ghi thay; bỏ trống khi chỉ đọc / slug or id of the"
            " organisation it writes for; none when it only reads."
        ),
    ] = None
    scopes: Scopes
    expires_at: Expiry = None

    def content(self) -> accounts.Content:
        """The domain's word for it."""
        return accounts.Content(self.name, self.scopes, self.expires_at)


class ServiceAccountChange(_Body):
    """Chỉ những trường cần đổi. / Only the fields that are to change."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "examples": [{"scopes": ["changes:read"]}]})

    name: Annotated[Name, Field(default_factory=str)]
    scopes: Annotated[Scopes, Field(default_factory=list)]
    expires_at: Expiry = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("too_short", "Must have at least 1 items.", {"min_length": 1})
        return self

    def made_of(self, held: accounts.Content) -> accounts.Content:
        """The content with what was sent in place of what was held."""
        sent = self.model_fields_set
        return accounts.Content(
            self.name if "name" in sent else held.name,
            sorted(set(self.scopes)) if "scopes" in sent else held.scopes,
            self.expires_at if "expires_at" in sent else held.expires_at,
        )


class SecretRotation(_Body):
    """Đổi khóa bí mật. / Another secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"grace_seconds": 3600}]})

    grace_seconds: Annotated[
        int | None,
        Field(
            ge=0,
            le=LONGEST_GRACE_S,
            description="Khóa cũ còn dùng được bao nhiêu giây; 0 là hết ngay; mặc định theo SECRET_GRACE_S của hệ thống"
            " / for how many seconds the secrets before it still work; 0 ends them now; SECRET_GRACE_S if not said.",
        ),
    ] = None
