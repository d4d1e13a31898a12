"""The shapes of the answers about service accounts, for the OpenAPI document; PostgreSQL builds the answers."""

from __future__ import annotations

import datetime as dt
import uuid

from pydantic import Field

from shared.identity import accounts
from shared.kit.web import reply
from shared.kit.web.shapes import Page, Shape


class AccountOrganisation(Shape):
    """Cơ quan / An organisation, by id and slug."""

    id: uuid.UUID
    slug: str


class LivingSecret(Shape):
    """Một khóa bí mật còn hiệu lực; không bao giờ kèm giá trị / a secret that works, never its value."""

    issued_at: dt.datetime
    valid_until: dt.datetime | None = Field(description="null: không hẹn hết hạn / no end is set.")


class ServiceAccount(Shape):
    """Tài khoản dịch vụ / A service account."""

    id: uuid.UUID
    client_id: str = Field(description="Dùng khi xin mã truy cập / what asks for tokens.")
    name: str
    organisation: AccountOrganisation | None
    scopes: list[accounts.Scope]
    expires_at: dt.datetime | None
    state: accounts.State
    disabled_at: dt.datetime | None
    created_by: str
    created_at: dt.datetime
    version: int
    secrets: list[LivingSecret]


class ServiceAccountPage(Page[ServiceAccount]):
    """Một trang tài khoản dịch vụ / A page of service accounts."""


class ServiceAccountWithSecret(ServiceAccount):
    """Tài khoản kèm khóa bí mật, hiển thị đúng một lần / The account with its secret, which is shown this once."""

    client_secret: str | None = Field(description="Hãy cất ngay; null khi lặp lại / keep it now; null when repeated.")
    client_secret_notice: reply.AlreadyShown | None
