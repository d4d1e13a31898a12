"""The shapes of comparisons between organisations, for the OpenAPI document."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Shape
from shared.rankings.values import Column


class PeerFigure(Shape):
    """Một giá trị đã công bố bên cạnh nhóm / A published figure beside those of the peers."""

    node: str
    value: Number | None
    published_rank: int | None
    score_id: uuid.UUID | None
    known: int = Field(description="Số cơ quan trong nhóm có giá trị / peers whose value is known.")
    rank: int | None = Field(description="Hạng trong nhóm, khi biết cả nhóm / rank among the peers, if all are known.")
    best: Number
    best_of: list[str]
    median: Number
    mean: Number | None


class Peers(Shape):
    """Một cơ quan giữa nhóm của mình, theo kết quả đã công bố / An organisation among its peers, as published."""

    assessment: uuid.UUID
    organisation: str
    framework: str
    year: int
    group: str | None
    peers: int
    items: list[PeerFigure]


class OutlierMethod(Shape):
    """|giá trị − trung vị| > hệ số × độ lệch tuyệt đối trung vị / |value − median| > deviations × MAD."""

    least_values: int
    deviations: str


class JumpMethod(Shape):
    """|giá trị − năm trước| ≥ ngưỡng / |value − the year before| ≥ threshold."""

    least_change: str


class CopiedMethod(Shape):
    """Mọi giá trị giữa 0 và 1 đều trùng, ít nhất chừng này / All values between 0 and 1 equal, at least so many."""

    least_values: int


class Methods(Shape):
    """Phương pháp và ngưỡng, do hệ thống đặt / The methods and their thresholds, set by this system."""

    version: str
    source: str
    outlier: OutlierMethod
    jump: JumpMethod
    copied: CopiedMethod


class Anomaly(Shape):
    """Một chỗ cần xem lại, không phải kết luận / A question, not a verdict."""

    kind: Literal["outlier", "jump", "copied_from_another", "copied_from_before"]
    organisation: str
    nodes: list[str]
    value: Number | None
    compared: Number | None = Field(description="Trung vị, hoặc giá trị năm trước / the median, or the year before.")
    spread: Number | None
    others: list[str]


class Anomalies(Shape):
    """Các giá trị cần xem lại của một năm / What deserves a second look in a year."""

    framework: str
    year: int
    column: Column
    organisations: int
    organisations_before: int
    methods: Methods
    items: list[Anomaly]
