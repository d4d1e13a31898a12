"""The shapes of answers about tasks and the budget, for the OpenAPI document; PostgreSQL builds the answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from services.targets_api.answers import PageOfDay
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source
from shared.tasks.values import Kind, Status


class TaskOwner(Shape):
    """Cơ quan hoặc nhóm cơ quan / An organisation or a group."""

    kind: Literal["organisation", "group"]
    id: uuid.UUID
    slug: str
    name: str | None


class TaskParty(TaskOwner):
    """Ai chủ trì hoặc phối hợp vào ngày đó, từ ngày nào / Who takes part on the day, and since when."""

    since: dt.date | None
    certainty: Certainty


class TaskTarget(Shape):
    """Chỉ tiêu mà nhiệm vụ phục vụ / A target that the task serves."""

    code: str
    certainty: Certainty


class TaskMoney(Shape):
    """Kinh phí của nhiệm vụ theo nguồn và năm, triệu đồng; năm chưa biết là null /
    What a task may cost, by source of funds and year, million VND; an unknown year is null."""

    fund: str
    year: int | None
    amount_million_vnd: Number


class ReportedProgress(Shape):
    """Tỷ lệ do cơ quan chủ trì tự báo cáo / What the leading organisation says itself."""

    percent: Number
    reported_on: dt.date
    organisation: str


class TaskProgress(Shape):
    """Tự báo cáo và đã thẩm định, tách riêng / What is said, and apart from it what accepted papers verify."""

    reported: ReportedProgress | None
    verified_percent: Number
    accepted_deliverables: int


class Task(Shape):
    """Nhiệm vụ. `owner`: văn bản giao ai; `lead`: ai chủ trì vào ngày đó / A task. `owner`: whom the document names;
    `lead`: who leads on the day, after mergers."""

    id: uuid.UUID
    code: str
    kind: Kind
    name: str
    section: str | None
    framework: str | None
    main_index: int | None
    group: str | None
    owner: TaskOwner
    lead: TaskParty | None
    co_leads: list[TaskParty]
    partners: list[TaskParty]
    components: list[str]
    components_certainty: Certainty | None
    targets: list[TaskTarget]
    frequency: str | None
    due_before_on: dt.date | None
    due_by_on: dt.date | None
    overdue: bool
    deliverable: str | None
    deliverables_owed: int
    budget: list[TaskMoney]
    depends_on: list[str]
    waits_for: list[str]
    status: Status
    status_since: dt.date | None
    done_taken_back: bool
    status_note: str | None
    status_source: Source | None
    progress: TaskProgress
    stated_by: Literal["catalog", "api"]
    corrected: list[str]
    valid_from: dt.date | None
    valid_to: dt.date | None
    certainty: Certainty
    source: Source
    amended_by: Source | None


class ProgressSaid(Shape):
    """Lần tự báo cáo vừa ghi / The entry just made."""

    id: uuid.UUID
    task: uuid.UUID
    percent: Number


class ProgressEntry(Shape):
    """Một lần đơn vị chủ trì tự báo cáo / What the leading organisation said once."""

    id: uuid.UUID
    organisation: str
    percent: Number
    reported_on: dt.date
    note: str | None
    recorded_by: str
    recorded_for: str | None
    recorded_at: dt.datetime


class ProgressPage(PageOfDay[ProgressEntry]):
    """Một trang các lần tự báo cáo / A page of what was said of progress."""


class TaskOfDay(Task):
    """Một nhiệm vụ, kèm hai mốc thời gian của câu trả lời / One task with the two times of the answer."""

    as_of: dt.date
    known_at: dt.datetime


class TaskPage(PageOfDay[Task]):
    """Một trang nhiệm vụ / A page of tasks."""


class TaskGroup(Shape):
    """Nhóm nhiệm vụ của kế hoạch 55 / A group of plan 55's tasks."""

    id: uuid.UUID
    code: str
    name: str
    task_count: int
    certainty: Certainty
    source: Source


class TaskGroups(Shape):
    """Mọi nhóm nhiệm vụ và tổng số nhiệm vụ / All groups with the sum of their counts."""

    items: list[TaskGroup]
    task_count: int
    next: None


class BudgetLine(Shape):
    """Kinh phí dự kiến của một nguồn, triệu đồng / Planned money of one source of funds, million VND."""

    id: uuid.UUID
    code: str
    name: str
    amount_million_vnd: Number
    certainty: Certainty
    source: Source


class TaskCosts(Shape):
    """Kinh phí của các nhiệm vụ từ một nguồn trong một năm / What tasks cost from one source in one year."""

    fund: str
    year: int | None
    amount_million_vnd: Number
    task_count: int


class BudgetOfTasks(Shape):
    """Tổng theo các nhiệm vụ của kế hoạch; `difference`: kế hoạch trừ tổng đó / What the plan's tasks sum to;
    `difference`: the plan less that."""

    task_count: int
    total: Number
    items: list[TaskCosts]
    difference: dict[str, Number]


class Budget(Shape):
    """Kinh phí theo nguồn / The budget by source of funds."""

    unit: Literal["million_vnd"]
    items: list[BudgetLine]
    total: BudgetLine | None
    sum_of_items: Number
    adds_up: bool
    tasks: BudgetOfTasks
    as_of: dt.date
    known_at: dt.datetime
