"""The shapes of answers about what applies in an assessment."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.kit.web.shapes import Page, Shape
from shared.law.shapes import Certainty, Source


class Applicability(Shape):
    """Chỉ số thành phần có áp dụng hay không / Whether a component applies."""

    id: uuid.UUID
    component: str
    applicable: bool
    reason: str
    certainty: Certainty
    source: Source
    stated_by: str
    stated_at: dt.datetime


class ApplicabilityStated(Applicability):
    """Ghi nhận đã lưu và phiên bản cần đợi / The stored statement, and the version to wait for."""

    assessment_version: int


class Applicabilities(Page[Applicability]):
    """Các ghi nhận đang có hiệu lực / The statements in force."""

    not_applicable: Literal["excluded", "redistributed"] | None
