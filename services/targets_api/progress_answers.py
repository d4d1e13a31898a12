"""The shapes of progress: where a target stands, by which rule and figures, and what contradicts what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from services.targets_api import answers, targets_answers
from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty
from shared.targets.pace import Reason, Status
from shared.targets.values import FindingState, Kind, Operator


class RuleParameters(Shape):
    """Tham số của quy tắc, do hệ thống đặt ra / The parameters of the rule, which are this system's own."""

    on_track_from: Number
    at_risk_from: Number
    fresh_days: int
    roll_up_version: str
    roll_up_window_days: int


class StatusWords(Shape):
    """Một trạng thái và ý nghĩa / A status and what it means."""

    status: Status
    vi: str
    en: str


class ReasonWords(Shape):
    """Một lý do và ý nghĩa / A reason and what it means."""

    reason: Reason
    vi: str
    en: str


class ProgressRule(Shape):
    """Quy tắc cho ra `status`, với phiên bản, tham số và lời / The rule behind `status`, with version and words."""

    version: str
    vi: str
    en: str
    parameters: RuleParameters
    statuses: list[StatusWords]
    reasons: list[ReasonWords]


class Start(Shape):
    """Đường thẳng bắt đầu từ đâu / Where the line begins."""

    value: Number
    on: dt.date
    kind: Literal["baseline", "first_measurement"]
    certainty: Certainty
    inputs: list[uuid.UUID]


class YearsOfMean(Shape):
    """Các năm lấy bình quân / The years of a mean."""

    first: int
    counted: list[int]
    missing: list[int]
    certainty: Certainty


class Standing(Shape):
    """Số liệu đang ở đâu so với một mốc; `inputs` là số liệu hoặc đánh giá đã dùng. Nhịp tính theo năm /
    Where the figures stand at a milestone; `inputs` are measurements or judgements. Paces are per year."""

    year: int
    due_on: dt.date
    operator: Operator | None
    required: Number | None
    observed: Number | None
    status: Status
    reason: Reason
    certainty: Certainty | None
    required_now: Number | None
    pace_required: Number | None
    pace_observed: Number | None
    pace_needed: Number | None
    projected: Number | None
    years: YearsOfMean | None
    inputs: list[uuid.UUID]


class OrganisationProgress(Shape):
    """Số liệu của một cơ quan / The figures of one organisation."""

    organisation: answers.Reference
    latest: answers.Measurement
    milestones: list[Standing]
    measurements: list[answers.Measurement]


class RolledPart(Shape):
    """Số liệu của một đơn vị bên dưới / The figure of a part."""

    organisation: answers.Reference
    measurement: uuid.UUID
    measured_on: dt.date
    kind: Kind
    value: Number
    numerator: Number | None
    denominator: Number | None


class RollUp(Shape):
    """Tổng hợp từ cấp huyện, cấp xã: tổng tử số chia tổng mẫu số. `bare`: chỉ có giá trị, không cộng được; `unplaced`:
    xã chưa biết thuộc huyện nào; `difference`: số của chính tỉnh trừ số tổng hợp /
    Σ numerators ÷ Σ denominators of districts and communes. `bare`: a value alone, which cannot be summed; `unplaced`:
    a commune whose district is not known; `difference`: the province's own figure less this one."""

    version: str
    hierarchy: Literal["administrative"]
    on: dt.date
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    difference: Number | None
    complete: bool
    certainty: Certainty
    register_complete_until: dt.date
    parts: list[RolledPart]
    bare: list[RolledPart]
    unplaced: list[RolledPart]
    missing: list[answers.Reference]


class FindingPart(Shape):
    """Một dòng số liệu trong phát hiện / A row of a finding."""

    measurement: uuid.UUID
    organisation: str
    kind: Kind
    value: Number
    numerator: Number | None
    denominator: Number | None


class MeasurementFinding(Shape):
    """Số của tỉnh trái với số của các đơn vị bên dưới, kèm các dòng số liệu /
    A figure of the province that its parts contradict, with the rows."""

    id: uuid.UUID
    kind: Literal["contradicts_parts"]
    state: FindingState
    target: str
    organisation: str
    measured_on: dt.date
    hierarchy: Literal["administrative"]
    own: FindingPart
    value: Number
    parts_value: Number
    numerator: Number
    denominator: Number
    tolerance: Number
    difference: Number
    parts: list[FindingPart]
    opened_by: list[uuid.UUID]
    opened_at: dt.datetime
    closed_by: list[uuid.UUID] | None
    closed_at: dt.datetime | None


class MeasurementFindings(Page[MeasurementFinding]):
    """Một trang phát hiện về số liệu / A page of findings about figures."""

    as_of: dt.date
    known_at: dt.datetime


class Progress(Shape):
    """Chỉ tiêu đang ở đâu và có kịp mốc không; `status` là của mốc `year`, mốc gần nhất chưa hết hạn /
    Where a target stands and whether it comes in time; `status` is that of `year`, the next milestone not over."""

    target: answers.TargetOfDay
    rule: ProgressRule
    as_of: dt.date
    known_at: dt.datetime
    basis: Literal["own", "roll_up", "judgement"] | None
    status: Status
    year: int | None
    start: Start | None
    milestones: list[Standing]
    roll_up: RollUp | None
    findings: list[MeasurementFinding]
    judgements: list[targets_answers.Judgement]
    organisations: list[OrganisationProgress]
