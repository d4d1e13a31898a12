"""The shapes of advice and plans, for the OpenAPI document; a test holds real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from services.scoring_api.run_answers import OfRun
from shared.analysis.advice.values import Status
from shared.analysis.gaps.values import Cause
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty


class FigureNow(Shape):
    """Điểm, giá trị của tổng, và hạng khi biết mọi cơ quan khác; null là chưa biết /
    Points, the total's value, and the rank where all others are known; null means unknown."""

    points: Number | None
    total: Number | None
    rank: int | None


class WinnablePoints(Shape):
    """Điểm giành được nếu chỉ số thành phần đạt tối đa, và phần tăng của tổng /
    What the component brings at its maximum: its points, and how much of the total's value."""

    points: Number
    total: Number


class AdviceOwner(Shape):
    """Ai chủ trì, ai đồng chủ trì nhiệm vụ hôm nay / Who leads or co-leads a task today: an organisation or a group."""

    role: Literal["lead", "co_lead"]
    kind: Literal["organisation", "group"]
    slug: str
    name: str


class AdviceTask(Shape):
    """Nhiệm vụ gắn với chỉ số thành phần / A task that names the component."""

    id: uuid.UUID
    code: str
    name: str
    certainty: Certainty | None
    due_before_on: dt.date | None
    status: Literal["not_started", "in_progress", "done", "cancelled"]
    owners: list[AdviceOwner]


class AdviceDocument(Shape):
    """Tài liệu kiểm chứng mà cách tính yêu cầu / A document that the rule asks for."""

    code: str
    name: str


class AdviceItem(Shape):
    """Một chỉ số thành phần: điểm giành được, ai, bằng nhiệm vụ và tài liệu nào /
    One component: what it can win, who can win it, by which task and with which document.

    `then`: the total when this and all before it in the list are won. `owners` and `tasks` are null where tasks are not
    the caller's to read, `missing_documents` where no rule names what is needed; `effort_steps` counts what is known to
    be left (documents, open tasks, a decision), null where nothing is known.
    """

    code: str
    name: str
    main_index: int
    rule: str
    points: Number | None
    max_points: Number | None
    certainty: Certainty
    score_id: uuid.UUID
    cause: Cause
    wins: WinnablePoints
    owners: list[AdviceOwner] | None
    tasks: list[AdviceTask] | None
    required_documents: list[AdviceDocument]
    missing_documents: list[AdviceDocument] | None
    needs_document: bool
    effort_steps: int | None
    then: FigureNow


class _Computed(OfRun):
    status: str
    column: Literal["verified"]
    computed_at: dt.datetime
    certainty: Certainty
    provisional: bool
    hidden: list[Literal["tasks"]] = Field(
        description="Phần không hiện vì thiếu phạm vi đọc / what is left out because the caller may not read it."
    )


class AssessmentAdvice(_Computed):
    """Chỗ giành thêm điểm, nhiều điểm trước / Where points can be won, the most first.

    Proven by simulation: to suppose the first k at their maximum gives exactly `then` of the k-th.
    """

    now: FigureNow
    components: int = Field(description="Số chỉ số thành phần còn thiếu điểm / how many components lack points.")
    items: list[AdviceItem]


class PlanGoal(Shape):
    """Tổng hoặc hạng cần đạt / The total or the rank to reach."""

    total: Number | None
    rank: int | None


class PlanPeers(Shape):
    """Các cơ quan khác cùng bộ chỉ số và năm: cần biết bao nhiêu, đã công bố, tự tính /
    The others of the same framework and year: how many there are to know, how many are published and computed here."""

    expected: int
    published: int
    computed: int


class PlanReason(Shape):
    """Vì sao không có kế hoạch / Why there is no plan."""

    code: str
    vi: str
    en: str


class AssessmentPlan(_Computed):
    """Ít thay đổi nhất để đạt một tổng hoặc một hạng / The fewest changes to a total or a rank, exactly.

    A change is one component at its maximum; of the last one `last_needs_points` are enough. For a rank the others stay
    where they are, and `threshold` is the value that it takes; while one of them is unknown, the result is `unknown`.
    """

    goal: PlanGoal
    peers: PlanPeers
    result: Status
    why: PlanReason | None
    threshold: Number | None
    last_needs_points: Number | None
    now: FigureNow
    then: FigureNow
    changes: list[AdviceItem]
