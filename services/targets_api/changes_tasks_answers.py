"""The shape of a task in the change feed, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid

from services.targets_api.changes_common_answers import FedOwner, Ground, Valid
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty
from shared.tasks.values import Kind, Role, Status


class FedParty(Valid):
    """Ai chủ trì, cùng chủ trì hoặc phối hợp, từ ngày nào đến trước ngày nào / Who takes part, from when until when."""

    role: Role
    party: FedOwner
    certainty: Certainty


class FedMoney(Shape):
    """Kinh phí theo nguồn và năm, triệu đồng / Money by source of funds and year, million VND."""

    fund: str
    year: int | None
    amount_million_vnd: Number


class FedTaskStatus(Shape):
    """Trạng thái có hiệu lực từ một ngày; dòng sau cùng của một ngày có hiệu lực / A state from a day on; the last one
    of a day holds."""

    status: Status
    effective_on: dt.date


class FedReported(Shape):
    """Tỷ lệ tự báo cáo gần nhất / The latest percentage that the leading organisation said."""

    percent: Number
    reported_on: dt.date


class FedTask(Valid):
    """Nhiệm vụ; hoàn thành khi `statuses` nói vậy và đủ sản phẩm được chấp nhận / A task; done when `statuses` say
    so and all deliverables owed are accepted."""

    id: uuid.UUID
    code: str
    kind: Kind
    name: str
    section: str | None
    framework: str | None
    main_index: int | None
    group: str | None
    owner: FedOwner
    parties: list[FedParty]
    components: list[str]
    components_certainty: Certainty | None
    targets: list[str]
    depends_on: list[str]
    budget: list[FedMoney]
    frequency: str | None
    due_before_on: dt.date | None
    due_by_on: dt.date | None
    deliverable: str | None
    deliverables_owed: int
    accepted_deliverables: int
    statuses: list[FedTaskStatus]
    reported: FedReported | None
    certainty: Certainty
    source: Ground
