"""Which run an answer about an assessment rests on."""

from __future__ import annotations

import uuid

from shared.kit.web.shapes import Shape


class OfRun(Shape):
    """Câu trả lời dựa trên lần tính nào của kỳ đánh giá nào / Which run of which assessment the answer rests on."""

    assessment: uuid.UUID
    organisation: str
    year: int
    framework: str
    framework_version: int
    run_id: uuid.UUID
    engine_version: str
    assessment_version: int
    computed_version: int
    pending: bool
