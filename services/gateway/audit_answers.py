"""The shapes of the answers about the audit trail, for the OpenAPI document; PostgreSQL builds the answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from shared.kit.web.shapes import Page, Shape

_SHA256 = "SHA-256, hex"


class AuditSeal(Shape):
    """Mắt xích của bản ghi trong chuỗi / The entry's link in the chain."""

    position: int = Field(
        description="Vị trí trong chuỗi, từ 1, không cách quãng / place in the chain, from 1, gapless."
    )
    row_sha256: str = Field(
        description="Băm của bản ghi, tính lại khi niêm phong / the entry's hash when it was sealed."
    )
    previous_sha256: str = Field(description="Băm của mắt xích trước / the link before.")
    chain_sha256: str = Field(description="Băm của mắt xích này / this link.")
    sealed_at: dt.datetime


class AuditEntry(Shape):
    """Một bản ghi kiểm toán: ai, thay ai, làm gì, trước và sau / An entry: who, for whom, what, before and after."""

    id: int
    occurred_at: dt.datetime
    subject: str = Field(description="Người thực sự thao tác / who really acted.")
    on_behalf_of: str | None = Field(description="Người đã ủy quyền / whose authority a delegation lent.")
    client_id: str | None
    organisation: str | None = Field(description="Cơ quan của người thao tác (slug) / the actor's organisation (slug).")
    action: str
    entity_kind: str
    entity_id: str
    before: dict[str, Any] | None = Field(description="Giá trị trước / what was there before.")
    after: dict[str, Any] | None = Field(description="Giá trị sau / what is there now.")
    request_id: str | None
    hash_version: int = Field(description="Cách tính `row_sha256` / how `row_sha256` was made.")
    row_sha256: str = Field(
        description=f"Băm mọi cột, ghi cùng giao dịch / every column, in the transaction; {_SHA256}."
    )
    seal: AuditSeal | None = Field(description="null: chưa niêm phong, thường dưới 2 giây / not sealed yet.")


class AuditEntryPage(Page[AuditEntry]):
    """Một trang nhật ký kiểm toán, mới nhất trước / A page of the trail, newest first."""


class AuditAccess(Shape):
    """Một lượt xem dữ liệu không công khai / Somebody read what is confidential."""

    id: int
    read_at: dt.datetime
    subject: str
    on_behalf_of: str | None
    client_id: str
    organisation: str
    operation: str = Field(description="operationId trong tài liệu API / of this document.")
    entity_kind: str
    entity_id: str | None
    detail: dict[str, Any] | None = Field(description="Đã hỏi gì, đã nhận gì / what was asked for and given.")
    request_id: str


class AuditAccessPage(Page[AuditAccess]):
    """Một trang nhật ký truy cập, mới nhất trước / A page of the access log, newest first."""


class AuditKey(Shape):
    """Khóa công khai ký điểm kiểm tra (JWK, RFC 7517) / A public key that signs checkpoints."""

    kty: str
    crv: str
    x: str
    y: str
    kid: str
    alg: str
    use: str


class AuditCheckpoint(Shape):
    """Một dòng đã ký ngoài cơ sở dữ liệu / A signed line outside the database."""

    genuine: bool = Field(description="Chữ ký đúng; nếu sai, các trường sau là null / the signature fits, else nulls.")
    sequence: int | None
    position: int | None = Field(description="Chuỗi được ký đến đây / the chain is signed up to here.")
    count: int | None = Field(description="Số bản ghi từ dòng trước / entries since the line before.")
    chain_sha256: str | None
    at: dt.datetime | None
    line: str = Field(description="JWS nguyên văn; dòng sau chứa SHA-256 của nó / the JWS as it is; the next names it.")


class AuditCheckpointPage(Shape):
    """Các điểm kiểm tra mới nhất và khóa công khai / The latest checkpoints, and the keys that check them."""

    sealed: int = Field(description="Số bản ghi đã niêm phong / sealed entries.")
    waiting: int = Field(description="Số bản ghi chờ niêm phong / entries that wait for their seal.")
    keys: list[AuditKey]
    items: list[AuditCheckpoint]
    next: str | None
