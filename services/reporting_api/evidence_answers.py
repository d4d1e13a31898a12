"""The shapes of the answers about evidence, for the OpenAPI document; a test holds the real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.evidence.values import ReasonCode, Verdict
from shared.kit.web.shapes import Number, Page, Shape


class Warned(Shape):
    """What the poster should know; nothing was refused / Cảnh báo."""

    code: str
    vi: str
    en: str


class EvidencePosted(Shape):
    """The stored evidence, and the version to wait for / Tài liệu đã nhận."""

    id: uuid.UUID
    revision: int
    sha256: str
    assessment_version: int
    warnings: list[Warned]


class EvidenceDecision(Shape):
    """The decision in force on one component / Kết luận đang có hiệu lực."""

    id: uuid.UUID
    verdict: Verdict
    points: Number | None
    reason_code: ReasonCode | None
    note: str | None
    same_organisation: bool
    decided_at: dt.datetime


class EvidenceComponent(Shape):
    """A component that the evidence serves / Chỉ số thành phần được chứng minh."""

    code: str
    name: str
    status: Literal["undecided", "accept", "partial", "reject"]
    decision: EvidenceDecision | None


class Evidence(Shape):
    """A piece of evidence with its latest revision / Tài liệu kiểm chứng."""

    id: uuid.UUID
    assessment: uuid.UUID
    organisation: str
    revision: int
    title: str
    document_number: str | None
    issued_on: dt.date | None
    issuer: str | None
    note: str | None
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    submitted_by: str
    submitted_at: dt.datetime
    withdrawn_at: dt.datetime | None
    components: list[EvidenceComponent]


class EvidencePage(Page[Evidence]):
    """A page of evidence."""


class Decided(Shape):
    """The stored decision, and the version to wait for / Kết luận đã lưu."""

    id: uuid.UUID
    component: str
    points: Number
    same_organisation: bool
    assessment_version: int


class Withdrawn(Shape):
    """The withdrawn evidence, and the version to wait for / Tài liệu đã rút."""

    id: uuid.UUID
    assessment_version: int
