"""The lists of what is uncovered, and why each matters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from shared.kit.errors import Phrase

Name = Literal[
    "components_without_task",
    "tasks_without_component",
    "targets_without_measurement",
    "targets_without_owner",
    "targets_without_task",
    "reports_nobody_gave",
    "organisations_without_measurement",
]
NAMES: tuple[Name, ...] = get_args(Name)
# Shown only to whom obligations to report are shown.
OF_REPORTS: frozenset[Name] = frozenset({"reports_nobody_gave"})
WHY: dict[Name, Phrase] = {
    "components_without_task": Phrase(
        "Chỉ số thành phần được chấm điểm nhưng không nhiệm vụ nào nhắm tới: điểm của nó không ai lo.",
        "The component is scored, and no task aims at it: nobody works for its points.",
    ),
    "tasks_without_component": Phrase(
        "Nhiệm vụ không gắn chỉ số thành phần nào: làm xong cũng không biết thêm điểm ở đâu. Nhiệm vụ đã bãi bỏ không"
        " tính.",
        "The task is linked with no component: when it is done nobody knows which points it brings. Cancelled ones are"
        " left out.",
    ),
    "targets_without_measurement": Phrase(
        "Chỉ tiêu định lượng không có số liệu nào trong năm: không biết đang ở đâu.",
        "The target is numeric and nobody measured it in the year: where it stands is not known.",
    ),
    "targets_without_owner": Phrase(
        "Không văn bản nào nêu ai chịu trách nhiệm về chỉ tiêu.",
        "No document says who is in charge of the target.",
    ),
    "targets_without_task": Phrase(
        "Không nhiệm vụ nào phục vụ chỉ tiêu.",
        "No task serves the target.",
    ),
    "reports_nobody_gave": Phrase(
        "Văn bản yêu cầu báo cáo cho kỳ này và chưa cơ quan nào nộp; chỉ tính cơ quan mà người gọi được đọc.",
        "The document asks for a report of the period and nobody has given one; of those whom the caller reads.",
    ),
    "organisations_without_measurement": Phrase(
        "Cơ quan đang hoạt động thuộc các cấp phải có số liệu nhưng không có số liệu nào trong năm.",
        "The organisation is in force, of a level that figures come from, and has none in the year.",
    ),
}


@dataclass(frozen=True)
class Scope:
    """By which framework's components (a version's id), and of which year."""

    framework_id: uuid.UUID
    version_id: uuid.UUID
    framework: str
    version: int
    year: int


@dataclass(frozen=True)
class Asked:
    """What a caller asks for, and of whom obligations are shown: `organisations` (slugs) or the whole province."""

    as_of: dt.date
    known_at: dt.datetime | None
    scope: Scope
    reports: bool
    organisations: Sequence[str]
    wide: bool

    @property
    def names(self) -> list[Name]:
        """The lists that the caller sees."""
        return [name for name in NAMES if self.reports or name not in OF_REPORTS]
