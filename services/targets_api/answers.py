"""The shapes of this process's answers, for the OpenAPI document; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Generic, Literal

from services.targets_api.register_answers import Bilingual, Place, Placement
from shared.kit.web.shapes import Item, Number, Page, Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.changes.values import Kind as ChangeKind
from shared.organisations.changes.values import Precision
from shared.organisations.values import Level
from shared.targets.values import Aggregation, Direction, Kind, Measure, Operator, Origin, Pillar


class PageOfDay(Page[Item], Generic[Item]):
    """A page as of a day, as known at an instant."""

    as_of: dt.date
    known_at: dt.datetime


class ChangeAtEnd(Shape):
    """Thay đổi tổ chức ở đầu hoặc cuối thời hạn; `effective_precision`: ngày, tháng hay năm là điều đã biết /
    The change at either end of a validity; `effective_precision`: whether day, month or year is what is known."""

    id: uuid.UUID
    kind: ChangeKind
    effective_on: dt.date
    effective_precision: Precision
    certainty: Certainty


class Organisation(Shape):
    """Cơ quan, đơn vị như tại một ngày / An organisation as on a day."""

    id: uuid.UUID
    slug: str
    name: str
    short_name: str | None
    kind: str
    level: Level | None
    parent: str | None
    national_code: str | None
    national_code_status: Literal["confirmed", "unconfirmed", "unknown"]
    statistics_code: str | None
    duties: list[str]
    groups: list[str]
    valid_from: dt.date | None
    valid_to: dt.date | None
    began_by: ChangeAtEnd | None
    ended_by: ChangeAtEnd | None
    certainty: Certainty
    source: Source


class OrganisationOfDay(Organisation):
    """Một cơ quan, kèm hai mốc thời gian của câu trả lời / One organisation with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime
    complete_until: dt.date | None
    placements: list[Place]


class OrganisationPage(PageOfDay[Organisation]):
    """Một trang danh bạ cơ quan; `hierarchy`: hệ thống mà `parent` được lọc theo /
    A page of the register; `hierarchy`: by which `parent` was filtered."""

    complete_until: dt.date | None
    hierarchy: str


class OrganisationNode(Organisation):
    """Cơ quan cùng các đơn vị bên dưới; `placement`: căn cứ của vị trí, null trong hệ thống hành chính và ở gốc /
    An organisation with those below it; `placement`: the ground of its place, null in the administrative one and at a
    root."""

    placement: Placement | None
    children: list[OrganisationNode]


class OrganisationTree(Shape):
    """Cây tổ chức tại một ngày / The hierarchy of a day."""

    as_of: dt.date
    known_at: dt.datetime
    complete_until: dt.date | None
    hierarchy: str
    hierarchy_name: Bilingual
    roots: list[OrganisationNode]


class Wording(Shape):
    """Cách viết của một văn bản về một mốc / What one document says of a milestone."""

    operator: Operator | None
    value: Number | None
    certainty: Certainty
    source: Source


class Milestone(Wording):
    """Mốc của một năm theo văn bản quyết định, và cách viết của văn bản khác. `amendment`: sửa đổi đã đặt ra mốc này /
    The governing statement of a year, and other documents' wordings. `amendment`: which one put it in its place."""

    year: int
    valid_from: dt.date | None
    amendment: uuid.UUID | None
    wordings: list[Wording]


class Baseline(Shape):
    """Hiện trạng: giá trị trước kế hoạch / The value before the plan."""

    value: Number
    qualifier: str | None
    known_on: dt.date | None
    certainty: Certainty
    source: Source


class AmendmentInForce(Shape):
    """Một sửa đổi đang có hiệu lực / An amendment in force."""

    id: uuid.UUID
    effective_on: dt.date
    lowers: bool
    document: str
    years: list[int]


class Target(Shape):
    """Chỉ tiêu / A target."""

    id: uuid.UUID
    code: str
    name: str
    pillar: Pillar | None
    level: Level
    unit: Literal["percent", "percent_per_year", "percent_of_grdp"] | None
    direction: Direction | None
    measure: Measure
    numerator: str | None
    denominator: str | None
    aggregation: Aggregation | None
    natural_limit: Number | None
    reference: str | None
    owner: str | None
    baseline: Baseline | None
    stated_by: Literal["catalog", "api"]
    certainty: Certainty
    source: Source
    milestones: list[Milestone]
    amendments: list[AmendmentInForce]


class TargetOfDay(Target):
    """Một chỉ tiêu, kèm hai mốc thời gian của câu trả lời / One target with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class TargetPage(PageOfDay[Target]):
    """Một trang chỉ tiêu / A page of targets."""


class Measurement(Shape):
    """Một lần ghi số liệu, không bao giờ bị sửa / One recording of a figure, never changed."""

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


class Reference(Shape):
    """Ai đo / Who measured."""

    id: uuid.UUID
    slug: str
    name: str | None


class ReachedRule(Shape):
    """Quy tắc cho ra `status`, với phiên bản / The rule behind `status`, with its version."""

    version: str
    vi: str
    en: str
