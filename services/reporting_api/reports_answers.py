"""The shapes of the answers of reporting, for the OpenAPI document; PostgreSQL builds the answers themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty, Source
from shared.reporting import values
from shared.targets.values import Kind, Operator

RegimeKind = Literal["agency_report", "consolidation"]
Verdict = Literal["accepted", "returned"]


class RegimeReporter(Shape):
    """Ai báo cáo / Who reports: one organisation, or a group that the law addresses as a group."""

    kind: Literal["organisation", "group"]
    slug: str


class MonthAndDay(Shape):
    """Trước ngày này hằng năm / Before this day of every year."""

    month: int
    day: int


class ReportingRegime(Shape):
    """Chế độ báo cáo / A reporting regime. A day or year that no document gives is null."""

    id: uuid.UUID
    code: str
    name: str
    kind: RegimeKind
    frequency: Literal["half_yearly", "yearly", "once", "periodic"]
    reporters: list[RegimeReporter]
    receiver: str
    other_receivers: list[str]
    via: str | None
    due_before: MonthAndDay | None
    due_before_on: dt.date | None
    first_year: int | None
    last_year: int | None
    years_certainty: Certainty
    years_source: Source | None
    source: Source
    certainty: Certainty


class ReportingRegimePage(Page[ReportingRegime]):
    """Một trang chế độ báo cáo / A page of regimes."""


class ObligationRegime(Shape):
    """Chế độ của một nghĩa vụ / The regime of an obligation."""

    id: uuid.UUID
    code: str
    name: str
    kind: RegimeKind


class ObligedOrganisation(Shape):
    """Cơ quan có nghĩa vụ / Who owes the report."""

    id: uuid.UUID
    slug: str
    name: str


class Obligation(Shape):
    """Nghĩa vụ báo cáo / An obligation. `status` is that of `status_at`; `due_at` is when `due_before_on` begins."""

    id: uuid.UUID
    regime: ObligationRegime
    organisation: ObligedOrganisation
    year: int
    period: values.Period
    due_before_on: dt.date | None
    due_at: dt.datetime | None
    certainty: Certainty
    status: values.Status
    status_at: dt.datetime
    late: bool | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    inherited_from: uuid.UUID | None
    passed_to: uuid.UUID | None
    change: uuid.UUID | None
    report: uuid.UUID | None
    first_submitted_at: dt.datetime | None
    accepted_at: dt.datetime | None


class ObligationOfDay(Obligation):
    """Một nghĩa vụ, kèm hai mốc thời gian của câu trả lời / One obligation with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class ObligationPage(Page[Obligation]):
    """Một trang nghĩa vụ / A page of obligations."""

    as_of: dt.date
    known_at: dt.datetime


class ReportedTarget(Shape):
    """Chỉ tiêu của số liệu / The target of a figure."""

    id: uuid.UUID
    code: str
    name: str
    unit: str | None


class JudgingMilestone(Shape):
    """Mốc của một năm theo văn bản quyết định / The governing statement of a year."""

    year: int
    operator: Operator | None
    value: Number | None
    certainty: Certainty
    source: Source


class JudgedBy(Shape):
    """Các mốc mà số liệu được xét theo: có hiệu lực vào ngày chốt số liệu, theo hiểu biết lúc quyết định / The
    milestones by which the figure is judged: in force on the day it was measured, as known when its round was decided
    on; `known_at` is null while it is not. A later amendment changes none of them."""

    as_of: dt.date
    known_at: dt.datetime | None
    milestones: list[JudgingMilestone]


class ReportedFigure(Shape):
    """Số liệu đã ghi, giá trị theo đơn vị của chỉ tiêu / A stored figure; the value is in the target's unit."""

    target: ReportedTarget
    numerator: Number | None
    denominator: Number | None
    value: Number
    kind: Kind
    quality_note: str | None
    judged_by: JudgedBy


class ReportRound(Shape):
    """Một lần nộp, ai soạn, ai ký, ai quyết định; `…_for` là người mà họ được ủy quyền làm thay / A round: who wrote,
    signed and decided; `…_for` is the person whom they acted for by a delegation."""

    round: int
    measured_on: dt.date
    summary: str | None
    note: str | None
    figures: list[ReportedFigure]
    authors: list[str]
    authored_for: list[str]
    submitted_by: str | None
    submitted_for: str | None
    submitted_at: dt.datetime | None
    decided_by: str | None
    decided_for: str | None
    decided_at: dt.datetime | None
    verdict: Verdict | None
    comment: str | None
    same_organisation: bool | None


class ReportRegime(Shape):
    """Chế độ của báo cáo / The regime of a report."""

    code: str
    name: str


class ReportObligation(Shape):
    """Nghĩa vụ mà báo cáo trả / The obligation that a report answers."""

    id: uuid.UUID
    regime: ReportRegime
    year: int
    period: values.Period
    due_before_on: dt.date | None
    due_at: dt.datetime | None


class ReportOrganisation(Shape):
    """Cơ quan báo cáo / Whose report it is."""

    id: uuid.UUID
    slug: str


class Report(Shape):
    """Báo cáo với mọi lần nộp / A report with all its rounds; `allowed_actions` is what this caller may do now."""

    id: uuid.UUID
    obligation: ReportObligation
    organisation: ReportOrganisation
    state: values.State
    round: int
    version: int
    first_submitted_at: dt.datetime | None
    late: bool | None
    accepted_at: dt.datetime | None
    rounds: list[ReportRound]
    allowed_actions: list[values.Action]


class ListedReport(Shape):
    """Báo cáo trong danh sách / A report as a list shows it."""

    id: uuid.UUID
    obligation: uuid.UUID
    regime: str
    organisation: str
    year: int
    period: values.Period
    due_before_on: dt.date | None
    state: values.State
    round: int
    version: int
    first_submitted_at: dt.datetime | None
    late: bool | None
    accepted_at: dt.datetime | None


class ReportPage(Page[ListedReport]):
    """Một trang báo cáo / A page of reports."""
