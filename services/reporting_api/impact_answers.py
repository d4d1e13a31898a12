"""The shape of `/v1/evidence/{evidence}/impact`, for the OpenAPI document; a test holds real answers against it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import Field

from shared.evidence.values import Verdict
from shared.kit.web.shapes import Number, Shape


class ScoreWithout(Shape):
    """Điểm nếu không có tài liệu này / The figure if the document had never been posted."""

    points: Number | None
    value: Number | None


class DependentScore(Shape):
    """Một điểm dựa vào tài liệu: bây giờ, và nếu không có nó / A score that rests on the document: now, and without it.

    `components`: through which of the components that it serves; `decisions`: its decisions in force on them.
    """

    assessment: uuid.UUID
    column: Literal["self", "verified"]
    node: str
    score_id: uuid.UUID
    points: Number | None
    max_points: Number | None
    value: Number | None
    without: ScoreWithout
    changes: bool
    components: list[str]
    decisions: list[uuid.UUID]


class ImpactDecision(Shape):
    """Kết luận đang có hiệu lực trên tài liệu này / A decision in force on this document.

    `part` where the rule has parts, `values` where it was decided by values.
    """

    id: uuid.UUID
    component: str
    revision_id: uuid.UUID
    verdict: Verdict
    points: Number | None
    max_points: Number
    part: str | None
    values: dict[str, Any]
    reason_code: str | None
    note: str | None
    decided_by: str | None
    decided_for: str | None
    organisation: str
    same_organisation: bool
    decided_at: dt.datetime


class EvidenceImpact(Shape):
    """Mọi điểm dựa vào một tài liệu, tại lần tính mới nhất / Every score that rests on a document, at the newest run.

    `counts_for` is empty where the run has not read the document yet (`pending`), or where it was withdrawn. The run is
    null before the first computation, and where scores are `hidden` from a service account without `scores:read`.
    """

    evidence: uuid.UUID
    organisation: str
    revision: int
    sha256: str
    title: str
    withdrawn_at: dt.datetime | None
    assessment: uuid.UUID
    hidden: list[Literal["scores"]]
    run_id: uuid.UUID | None
    engine_version: str | None
    assessment_version: int | None
    computed_version: int | None
    pending: bool | None
    computed_at: dt.datetime | None
    decisions: list[ImpactDecision]
    counts_for: list[str]
    measured_by_peers: list[str] = Field(
        description="Chỉ số thành phần chuẩn hóa theo đơn vị tốt nhất, tính với tỷ lệ tốt nhất hiện có; khi tỷ lệ đó"
        " đổi, điểm của các đơn vị khác cũng được tính lại / components normalised by the best unit, shown with the"
        " best ratio as it stands; when that moves, the others' scores are computed again as well."
    )
    changed: int = Field(description="Số điểm sẽ khác nếu không có tài liệu / how many scores would differ without it.")
    scores: list[DependentScore]
