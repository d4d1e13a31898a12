"""The shapes of what a document obliges to, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from services.targets_api.answers import PageOfDay
from services.targets_api.law_answers import InForce
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty
from shared.organisations.changes.values import Precision
from shared.organisations.standing.values import Role
from shared.overview.duties import values
from shared.reporting.values import Period
from shared.targets.values import Operator


class ObligedParty(Shape):
    """Ai chịu trách nhiệm / Who owes it: an organisation, or a group that the law addresses as one."""

    kind: Literal["organisation", "group"]
    slug: str
    name: str | None


class InheritedFrom(Shape):
    """Văn bản nêu cơ quan nào, đã kết thúc từ khi nào, theo thay đổi nào / Whom the document names, who took its place,
    since when and by which change. `certainty`: of the weakest step between the two."""

    slug: str
    effective_on: dt.date
    effective_precision: Precision | None
    change: uuid.UUID | None
    certainty: Certainty


class DutyParty(ObligedParty):
    """Ai chịu trách nhiệm vào ngày đó; `inherited_from`: chỉ ở nghĩa vụ thường xuyên, khi cơ quan nêu tên đã kết thúc /
    Who answers on the day; `inherited_from` of standing duties only, where the organisation that is named has ended."""

    inherited_from: InheritedFrom | None = None


class ReportCounts(Shape):
    """Bao nhiêu cơ quan, theo tình trạng báo cáo của kỳ / How many organisations, by the state of their report."""

    owed: int
    accepted: int
    submitted: int
    returned: int
    open: int
    overdue: int
    due_unknown: int


class DocumentObligation(Shape):
    """Một điều văn bản giao / One thing that the document obliges to."""

    kind: values.Kind
    id: uuid.UUID = Field(
        description="Id của chỉ tiêu, nhiệm vụ, chế độ báo cáo, nghĩa vụ / of the target, task, regime or duty."
    )
    code: str
    name: str
    clause: str | None
    quote: str | None
    note: str | None
    certainty: Certainty
    owners: list[DutyParty] = Field(description="Rỗng: không văn bản nào nêu / empty: no document says.")
    partners: list[DutyParty] = Field(description="Phối hợp với ai / with whom: of tasks and standing duties.")
    role: Role | None = Field(
        description="Chủ trì hay phối hợp, khi câu chữ nói rõ / of a duty, where the words say it."
    )
    year: int | None = Field(description="Năm của mốc hoặc của kỳ báo cáo / of the milestone, or of the period.")
    period: Period | None
    due_before_on: dt.date | None
    due_by_on: dt.date | None
    operator: Operator | None
    value: Number | None
    unit: str | None
    set: str | None = Field(description="Bộ tiêu chí / the set that a criterion belongs to.")
    status: values.Status
    counts: ReportCounts | None


class ObligingDocument(InForce):
    """Văn bản giao / The document that obliges."""

    id: uuid.UUID
    slug: str
    number: str | None
    title: str


class KindAndStatus(Shape):
    """Số dòng theo loại và tình trạng / How many of a kind have a status, whatever the filters."""

    kind: values.Kind
    status: values.Status
    count: int


class DocumentObligationPage(PageOfDay[DocumentObligation]):
    """Một trang những điều văn bản giao / A page of what a document obliges to."""

    document: ObligingDocument
    rule: str = Field(description="Phiên bản quy tắc đạt mốc / version of the rule of reaching.")
    counted: Literal["province", "own", "none"] = Field(
        description="Báo cáo của ai được đếm: toàn tỉnh, cơ quan của người gọi, hay không ai / whose reports count."
    )
    hidden: list[values.Kind] = Field(description="Loại không hiển thị với người gọi này / kinds that are not shown.")
    summary: list[KindAndStatus] | None = Field(
        default=None, description="Chỉ có khi `total=true` / only with `total=true`."
    )
