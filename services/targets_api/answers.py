"""The shapes of this process's answers, for the OpenAPI document; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Generic, Literal

from shared.kit.web.shapes import Item, Number, Page, Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.values import Level
from shared.targets.values import Aggregation, Direction, Kind, Measure, Operator, Origin, Pillar, Status


class PageOfDay(Page[Item], Generic[Item]):
    """A page as of a day, as known at an instant."""

    as_of: dt.date
    known_at: dt.datetime


class Organisation(Shape):
    """An organisation as on a day / Cơ quan, đơn vị."""

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
    certainty: Certainty
    source: Source


class OrganisationOfDay(Organisation):
    """One organisation with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime
    complete_until: dt.date


class OrganisationPage(PageOfDay[Organisation]):
    """A page of the register."""

    complete_until: dt.date


class OrganisationNode(Organisation):
    """An organisation with those below it."""

    children: list[OrganisationNode]


class OrganisationTree(Shape):
    """The hierarchy of a day / Cây tổ chức."""

    as_of: dt.date
    known_at: dt.datetime
    complete_until: dt.date
    hierarchy: Literal["administrative"]
    roots: list[OrganisationNode]


class Text(Shape):
    """Where the text of a document is."""

    address: str
    sha256: str


class LegalDocument(Shape):
    """A legal document / Văn bản."""

    id: uuid.UUID
    slug: str
    number: str | None
    title: str
    kind: str
    issuer: str
    issued_on: dt.date | None
    effective_on: dt.date | None
    implements: list[str]
    text: Text | None
    certainty: Certainty
    source: Source


class LegalDocumentPage(Page[LegalDocument]):
    """A page of legal documents."""


class Wording(Shape):
    """What one document says of a milestone / Cách viết của một văn bản."""

    operator: Operator | None
    value: Number | None
    certainty: Certainty
    source: Source


class Milestone(Wording):
    """The governing statement of a year, and other documents' wordings / Mốc."""

    year: int
    wordings: list[Wording]


class Baseline(Shape):
    """The value before the plan / Hiện trạng."""

    value: Number
    qualifier: str | None
    known_on: dt.date | None
    certainty: Certainty
    source: Source


class Target(Shape):
    """A target / Chỉ tiêu."""

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
    certainty: Certainty
    source: Source
    milestones: list[Milestone]


class TargetOfDay(Target):
    """One target with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class TargetPage(PageOfDay[Target]):
    """A page of targets."""


class Measurement(Shape):
    """One recording of a figure, never changed / Một lần ghi số liệu."""

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
    recorded_at: dt.datetime


class MeasurementPage(PageOfDay[Measurement]):
    """A page of measurements."""


class Standing(Shape):
    """Where a figure stands at a milestone; `inputs` are measurements / So với một mốc."""

    year: int
    operator: Operator | None
    required: Number | None
    observed: Number | None
    status: Status
    inputs: list[uuid.UUID]


class Reference(Shape):
    """Who measured."""

    id: uuid.UUID
    slug: str
    name: str | None


class OrganisationProgress(Shape):
    """The figures of one organisation."""

    organisation: Reference
    latest: Measurement
    milestones: list[Standing]
    measurements: list[Measurement]


class ReachedRule(Shape):
    """The rule behind `status`, with its version."""

    version: str
    vi: str
    en: str


class Progress(Shape):
    """How far a target is / Tiến độ."""

    target: TargetOfDay
    rule: ReachedRule
    milestones: list[Standing]
    organisations: list[OrganisationProgress]


class TaskOwner(Shape):
    """An organisation or a group / Cơ quan hoặc nhóm cơ quan."""

    kind: Literal["organisation", "group"]
    id: uuid.UUID
    slug: str
    name: str | None


class Task(Shape):
    """A task / Nhiệm vụ."""

    id: uuid.UUID
    code: str
    name: str
    section: str | None
    main_index: int | None
    group: str | None
    owner: TaskOwner
    partners: list[TaskOwner]
    components: list[str]
    components_certainty: Certainty | None
    frequency: str | None
    due_before_on: dt.date | None
    certainty: Certainty
    source: Source


class TaskOfDay(Task):
    """One task with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class TaskPage(PageOfDay[Task]):
    """A page of tasks."""


class TaskGroup(Shape):
    """A group of plan 55's tasks / Nhóm nhiệm vụ."""

    id: uuid.UUID
    code: str
    name: str
    task_count: int
    certainty: Certainty
    source: Source


class TaskGroups(Shape):
    """All groups with the sum of their counts."""

    items: list[TaskGroup]
    task_count: int
    next: None


class BudgetLine(Shape):
    """Planned money of one source of funds, million VND / Nguồn kinh phí."""

    id: uuid.UUID
    code: str
    name: str
    amount_million_vnd: Number
    certainty: Certainty
    source: Source


class Budget(Shape):
    """The budget by source of funds / Kinh phí."""

    unit: Literal["million_vnd"]
    items: list[BudgetLine]
    total: BudgetLine | None
    sum_of_items: Number
    adds_up: bool
