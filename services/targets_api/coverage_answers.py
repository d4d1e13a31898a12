"""The shapes of what is left uncovered, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from shared.kit.web.shapes import Shape
from shared.organisations.values import Level
from shared.overview.coverage import values
from shared.reporting.values import Period


class Why(Shape):
    """Vì sao đáng lo / Why it matters."""

    vi: str
    en: str


class _List(Shape):
    why: Why
    count: int = Field(description="Bao nhiêu dòng, kể cả chưa hiển thị / how many, shown or not.")
    of: int = Field(description="Trên tổng số bao nhiêu / of how many.")
    next: str | None = Field(description="Gửi làm `cursor` cùng `list` / send it as `cursor` with `list` = `name`.")


class UncoveredComponent(Shape):
    """Chỉ số thành phần / A component."""

    id: uuid.UUID
    code: str
    name: str
    main_index: int


class UncoveredTask(Shape):
    """Nhiệm vụ / A task."""

    id: uuid.UUID
    code: str
    name: str
    main_index: int | None


class UncoveredTarget(Shape):
    """Chỉ tiêu / A target."""

    id: uuid.UUID
    code: str
    name: str
    level: Level


class UncoveredReport(Shape):
    """Báo cáo của một kỳ / The report of a period, by its regime."""

    id: uuid.UUID
    code: str
    name: str
    document: str | None
    clause: str | None
    year: int
    period: Period
    due_before_on: dt.date | None
    owed: int
    overdue: int


class UncoveredOrganisation(Shape):
    """Cơ quan / An organisation."""

    id: uuid.UUID
    slug: str
    name: str
    level: Level


class ComponentList(_List):
    """Chỉ số thành phần không có nhiệm vụ / Components without a task."""

    name: Literal["components_without_task"]
    rows: list[UncoveredComponent]


class TaskList(_List):
    """Nhiệm vụ không gắn chỉ số thành phần / Tasks without a component."""

    name: Literal["tasks_without_component"]
    rows: list[UncoveredTask]


class TargetList(_List):
    """Chỉ tiêu thiếu số liệu, thiếu người phụ trách, hoặc thiếu nhiệm vụ / Targets that lack something."""

    name: Literal["targets_without_measurement", "targets_without_owner", "targets_without_task"]
    rows: list[UncoveredTarget]


class ReportList(_List):
    """Báo cáo không ai nộp / Reports that nobody gave."""

    name: Literal["reports_nobody_gave"]
    rows: list[UncoveredReport]


class OrganisationList(_List):
    """Cơ quan không có số liệu / Organisations without a figure."""

    name: Literal["organisations_without_measurement"]
    rows: list[UncoveredOrganisation]


AnyList = Annotated[ComponentList | TaskList | TargetList | ReportList | OrganisationList, Field(discriminator="name")]


class Coverage(Shape):
    """Chỗ còn trống, theo một bộ chỉ số và một năm / What is left uncovered, by a framework and a year."""

    framework: str
    framework_version: int
    year: int
    hidden: list[values.Name] = Field(description="Danh sách không hiển thị / lists that this caller does not see.")
    as_of: dt.date
    known_at: dt.datetime
    lists: list[AnyList]
