"""The shapes of the answers about evidence, for the OpenAPI document; a test holds the real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from shared.evidence.shapes import Paper
from shared.evidence.values import Verdict
from shared.kit.web.shapes import Number, Page, Shape


class Warned(Shape):
    """Điều người nộp nên biết; không có gì bị từ chối / What the poster should know; nothing was refused."""

    code: str
    vi: str
    en: str


class EvidencePosted(Shape):
    """Tài liệu đã nhận và phiên bản cần đợi / The stored evidence, and the version to wait for."""

    id: uuid.UUID
    revision: int
    sha256: str
    assessment_version: int
    warnings: list[Warned]


class EvidenceDecision(Shape):
    """Kết luận đang có hiệu lực trên một chỉ số thành phần / The decision in force on one component."""

    id: uuid.UUID
    verdict: Verdict
    part: str | None
    points: Number | None
    values: dict[str, Any]
    reason_code: str | None
    note: str | None
    same_organisation: bool
    decided_at: dt.datetime


class EvidenceComponent(Shape):
    """Chỉ số thành phần được chứng minh / A component that the evidence serves."""

    code: str
    name: str
    status: Literal["undecided", "accept", "partial", "reject"]
    decision: EvidenceDecision | None


class Evidence(Paper):
    """Tài liệu kiểm chứng với bản mới nhất / A piece of evidence with its latest revision."""

    assessment: uuid.UUID
    revision: int
    withdrawn_at: dt.datetime | None
    components: list[EvidenceComponent]


class EvidencePage(Page[Evidence]):
    """Một trang tài liệu kiểm chứng / A page of evidence."""


class DecidedOn(Shape):
    """Một kết luận đã lưu / A stored decision: on which component, or part of it."""

    id: uuid.UUID
    component: str
    part: str | None


class Decided(Shape):
    """Kết luận đã lưu và phiên bản cần đợi / The stored decision, and the version to wait for.

    With `all_components` the last of several; `decisions` holds them all.
    """

    id: uuid.UUID
    component: str
    part: str | None
    points: Number | None
    values: dict[str, Any]
    same_organisation: bool
    assessment_version: int
    decisions: list[DecidedOn]


class Withdrawn(Shape):
    """Tài liệu đã rút và phiên bản cần đợi / The withdrawn evidence, and the version to wait for."""

    id: uuid.UUID
    assessment_version: int
