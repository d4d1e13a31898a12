"""The words of what a document obliges to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["milestone", "criterion", "task", "report", "spending", "duty"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Of a milestone or criterion as `/v1/targets/{target}/progress` says it; of a task as `/v1/tasks`; of reports by who
# has given theirs: `not_shown` where the caller reads nobody's. A duty stands: no document gives a day to be done by.
MilestoneStatus = Literal["achieved", "on_track", "at_risk", "off_track", "not_yet", "not_measured", "not_determinable"]
TaskStatus = Literal["not_started", "in_progress", "done", "cancelled"]
ReportStatus = Literal["reported", "open", "overdue", "not_yet_due", "due_unknown", "not_shown"]
DutyStatus = Literal["standing"]
Status = Literal[MilestoneStatus, TaskStatus, ReportStatus, DutyStatus]


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not."""

    kind: Kind | None = None
    status: str | None = None


@dataclass(frozen=True)
class Sight:
    """What of it a caller sees. `everything` of a milestone's figures, or the province's final ones alone; of whom
    obligations to report are counted: `organisations` (slugs), or of the whole province when `wide`."""

    everything: bool
    tasks: bool
    reports: bool
    organisations: Sequence[str]
    wide: bool

    @property
    def counted(self) -> Literal["province", "own", "none"]:
        """Of whom obligations are counted, in a word."""
        if not self.reports:
            return "none"
        return "province" if self.wide else "own"

    @property
    def hidden(self) -> list[Kind]:
        """The kinds that the caller does not see."""
        shown: dict[Kind, bool] = {"task": self.tasks, "report": self.reports, "spending": self.tasks}
        return [kind for kind, is_shown in shown.items() if not is_shown]
