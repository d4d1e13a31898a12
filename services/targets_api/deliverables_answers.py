"""The shapes of answers about deliverables, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.evidence.shapes import Paper
from shared.kit.web.shapes import Page, Shape


class DeliverablePosted(Shape):
    """Sản phẩm đã nhận; `same_file`: số sản phẩm của cơ quan có cùng nội dung tệp / What was stored; `same_file`: how
    many of the organisation's deliverables hold the same bytes already."""

    id: uuid.UUID
    task: uuid.UUID
    sha256: str
    same_file: int


class DeliverableVerdict(Shape):
    """Kết luận đang có hiệu lực / The decision in force."""

    id: uuid.UUID
    verdict: Literal["accept", "reject"]
    note: str | None
    decided_by: str
    decided_for: str | None
    same_organisation: bool
    decided_at: dt.datetime


class Deliverable(Paper):
    """Sản phẩm của nhiệm vụ; được tính khi `status` là accept và `evidence_stands` / A deliverable; it counts when its
    `status` is accept and `evidence_stands`."""

    task: uuid.UUID
    evidence: uuid.UUID | None
    status: Literal["undecided", "accept", "reject"]
    evidence_stands: bool
    decision: DeliverableVerdict | None


class DeliverablePage(Page[Deliverable]):
    """Một trang sản phẩm / A page of deliverables."""


class DeliverableDecided(Shape):
    """Kết luận đã lưu / The stored decision."""

    id: uuid.UUID
    deliverable: uuid.UUID
    verdict: Literal["accept", "reject"]
