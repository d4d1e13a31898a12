"""The shapes of the change feed, for the OpenAPI document; PostgreSQL builds the bodies themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import Field

from services.targets_api.changes_common_answers import Ground, Valid
from services.targets_api.changes_tasks_answers import FedTask
from shared.evidence.shapes import Paper
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty
from shared.organisations.values import Level
from shared.overview.changes.values import Entity
from shared.targets.values import Aggregation, Direction, Kind, Measure, Operator, Origin, Pillar


class FedVersion(Valid):
    """Tên và vị trí của cơ quan trong một thời gian / What an organisation is called and where it stands for a time."""

    hierarchy: str
    name: str
    short_name: str | None
    parent: str | None
    statistics_code: str | None
    certainty: Certainty
    source: Ground


class FedIdentifier(Valid):
    """Mã định danh điện tử trong một thời gian / A national code for a time."""

    code: str
    status: Literal["confirmed", "unconfirmed"]
    certainty: Certainty
    source: Ground


class FedPlacement(Valid):
    """Vị trí trong một hệ thống thứ bậc ngoài hành chính / A place in a hierarchy beside the administrative one."""

    hierarchy: str
    superior: str
    certainty: Certainty
    source: Ground


class FedDuty(Valid):
    """Nhiệm vụ thường xuyên của cơ quan / A standing duty."""

    duty: str


class FedMembership(Valid):
    """Thuộc một nhóm cơ quan / Membership of a group."""

    slug: str


class FedSuccession(Shape):
    """Cơ quan trước hoặc sau / A predecessor or successor."""

    organisation: str
    effective_on: dt.date
    change: uuid.UUID | None
    heir: bool
    continues: bool
    certainty: Certainty


class FedOrganisation(Shape):
    """Cơ quan với mọi phiên bản theo thời gian / An organisation with all its versions in time."""

    id: uuid.UUID
    slug: str
    kind: str
    level: Level | None
    versions: list[FedVersion]
    identifiers: list[FedIdentifier]
    placements: list[FedPlacement]
    duties: list[FedDuty]
    groups: list[FedMembership]
    predecessors: list[FedSuccession]
    successors: list[FedSuccession]


class FedMilestone(Valid):
    """Một văn bản nói gì về mốc của một năm; `position` 0 là văn bản quyết định /
    What a document says of a year's milestone; `position` 0 governs."""

    year: int
    position: int
    operator: Operator | None
    value: Number | None
    amendment: uuid.UUID | None
    certainty: Certainty
    source: Ground


class FedBaseline(Shape):
    """Hiện trạng / The value before the plan."""

    value: Number
    qualifier: str | None
    known_on: dt.date | None
    certainty: Certainty
    source: Ground


class FedTarget(Valid):
    """Chỉ tiêu với mọi mốc / A target with all its milestones."""

    id: uuid.UUID
    code: str
    name: str
    pillar: Pillar | None
    level: Level
    unit: str | None
    direction: Direction | None
    measure: Measure
    numerator: str | None
    denominator: str | None
    aggregation: Aggregation | None
    natural_limit: Number | None
    reference: str | None
    owner: str | None
    baseline: FedBaseline | None
    stated_by: Literal["catalog", "api"]
    certainty: Certainty
    source: Ground
    milestones: list[FedMilestone]


class FedMeasurement(Shape):
    """Một lần ghi số liệu / One recording of a figure."""

    id: uuid.UUID
    target: str
    organisation: str
    measured_on: dt.date
    value: Number
    numerator: Number | None
    denominator: Number | None
    kind: Kind
    origin: Origin
    report: uuid.UUID | None
    round: int | None
    quality_note: str | None
    corrects: uuid.UUID | None
    reason: str | None
    recorded_at: dt.datetime


class FedObligation(Shape):
    """Nghĩa vụ báo cáo; quá hạn hay chưa tính từ `due_at` và báo cáo của nó /
    Who owes which report; whether it is overdue follows from `due_at` and its report."""

    id: uuid.UUID
    regime: str
    organisation: str
    year: int
    period: Literal["half_year", "year", "once"]
    due_before_on: dt.date | None
    due_at: dt.datetime | None
    owed: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    inherited_from: uuid.UUID | None
    change: uuid.UUID | None
    certainty: Certainty


class FedFigure(Shape):
    """Số liệu trong báo cáo / A figure of a report."""

    target: str
    numerator: Number | None
    denominator: Number | None
    value: Number
    kind: Kind
    quality_note: str | None


class FedRound(Shape):
    """Một vòng báo cáo; vòng chưa ký chỉ cơ quan lập báo cáo thấy /
    A round of a report; one that is not signed yet is its own organisation's. `…_for`: for whom they acted."""

    round: int
    measured_on: dt.date
    summary: str | None
    note: str | None
    figures: list[FedFigure]
    authors: list[str]
    authored_for: list[str]
    submitted_by: str | None
    submitted_for: str | None
    submitted_at: dt.datetime | None
    decided_by: str | None
    decided_for: str | None
    decided_at: dt.datetime | None
    verdict: Literal["accepted", "returned"] | None
    comment: str | None
    same_organisation: bool | None


class FedReport(Shape):
    """Báo cáo với các vòng / A report with its rounds."""

    id: uuid.UUID
    obligation: uuid.UUID
    organisation: str
    state: Literal["draft", "submitted", "returned", "accepted"]
    round: int
    version: int
    first_submitted_at: dt.datetime | None
    accepted_at: dt.datetime | None
    rounds: list[FedRound]


class FedDecision(Shape):
    """Kết luận đang có hiệu lực / The decision in force."""

    id: uuid.UUID
    verdict: Literal["accept", "partial", "reject"]
    part: str | None
    points: Number | None
    values: dict[str, Any]
    reason_code: str | None
    note: str | None
    same_organisation: bool
    decided_at: dt.datetime


class FedComponent(Shape):
    """Chỉ số thành phần mà tài liệu phục vụ / A component that the evidence serves."""

    code: str
    status: Literal["undecided", "accept", "partial", "reject"]
    decision: FedDecision | None


class FedEvidence(Paper):
    """Thông tin về tài liệu minh chứng, không có nội dung tệp / Metadata of evidence, never its content."""

    assessment: uuid.UUID
    revision: int
    withdrawn_at: dt.datetime | None
    components: list[FedComponent]


class FedNode(Shape):
    """Một con số đã tính: `total`, `pillar:…`, `index:…`, `component:…` / A computed figure."""

    node: str
    value: Number | None
    points: Number | None
    max_points: Number | None
    certainty: Certainty
    undecided: int
    not_determinable: bool
    score_id: uuid.UUID


class FedPublished(Shape):
    """Một con số đã công bố / A published figure."""

    node: str
    value: Number | None
    rank: int | None
    rank_of: int | None
    outcome: Literal["full", "partial", "zero", "not_scored"] | None
    certainty: Certainty
    rank_certainty: Certainty | None
    score_id: uuid.UUID


class FedScore(Shape):
    """Kỳ đánh giá với lần tính hiện hành và số liệu đã công bố /
    An assessment with its current computation and what is published of it."""

    assessment: uuid.UUID
    framework: str
    framework_version: int
    organisation: str
    year: int
    status: Literal["open", "closed", "imported"]
    run_id: uuid.UUID | None
    computed_version: int
    computed_at: dt.datetime | None
    self: list[FedNode]
    verified: list[FedNode]
    published: list[FedPublished]


class FedRank(Shape):
    """Một hạng; không có giá trị thì không có hạng / A rank; none without a value."""

    position: int
    rank: int | None
    organisation: str
    name: str
    value: Number | None
    reason: str | None


class FedAgainst(Shape):
    """Năm làm mốc của mức cải thiện / The year an improvement is measured from."""

    year: int
    framework: str


class FedRanking(Shape):
    """Bảng xếp hạng đã công bố / A published ranking."""

    id: uuid.UUID
    framework: str
    year: int
    kind: str
    by: str
    column: Literal["self", "verified", "published"]
    group: str | None
    basis: Literal["imported", "computed"]
    against: FedAgainst | None
    rows_sha256: str | None
    published_at: dt.datetime | None
    certainty: Certainty
    source: Ground
    rows: list[FedRank]


class Change(Shape):
    """Một đối tượng ở chỗ thay đổi gần nhất của nó / One thing, where it changed last."""

    entity: Entity
    id: uuid.UUID
    version: int = Field(
        description="Tăng sau mỗi thay đổi của đối tượng này; (entity, id, version) nhận ra dòng gửi lại."
        " / Grows with every change of this thing; (entity, id, version) tells a row that comes again."
    )
    op: Literal["upsert", "delete"] = Field(
        description="`delete`: không còn, hoặc không còn thuộc phạm vi được đọc / gone, or gone out of your rights."
    )
    changed_at: dt.datetime
    data: Annotated[
        FedOrganisation
        | FedTarget
        | FedMeasurement
        | FedTask
        | FedObligation
        | FedReport
        | FedEvidence
        | FedScore
        | FedRanking
        | None,
        Field(
            description="Theo `entity`; null khi `delete`, và khi riêng đối tượng này nặng quá 3,5 MB (đọc tại địa chỉ"
            " của nó). / By `entity`; null on `delete`, and when this thing alone weighs more than 3.5 MB (read it at"
            " its own address)."
        ),
    ]


class Changes(Shape):
    """Một trang thay đổi / A page of changes."""

    items: list[Change]
    next: str = Field(
        description="Con trỏ để đọc tiếp, luôn có; khi `more` là false, hãy hỏi lại sau. / Where to go on, always"
        " there; when `more` is false, ask again later."
    )
    more: bool
    lag_seconds: float = Field(
        description="Thay đổi cũ nhất đã ghi mà chưa được gửi, vì một giao dịch cũ hơn chưa xong, đã chờ bao lâu. /"
        " How long the oldest recorded change has waited to be served, for an older transaction that has not finished."
    )
