"""Which obligations a regime makes, what their status is at an instant, and who may do what with a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from shared.identity import rights
from shared.kit import clock
from shared.kit.errors import DomainError
from shared.reporting import errors, values

_PERIOD_OF: dict[str, values.Period] = {"half_yearly": "half_year", "yearly": "year", "once": "once"}
_PERIOD_ENDS: dict[str, tuple[int, int]] = {"half_year": (6, 30), "year": (12, 31), "once": (12, 31)}
_STATE_AFTER: dict[values.Action, values.State] = {
    "revise": "draft",
    "submit": "submitted",
    "return": "returned",
    "accept": "accepted",
}


def period_of(frequency: str) -> values.Period | None:
    """The period that a regime of this frequency is reported for; None for `periodic`, whose periods nobody names."""
    return _PERIOD_OF.get(frequency)


def due_before(year: int, month: int | None, day: int | None, on: dt.date | None) -> dt.date | None:
    """The day before which the report of a year is due: the fixed day, or the yearly one; None where none is given."""
    if month is not None and day is not None:
        return dt.date(year, month, day)
    return on


def owed_on(year: int, period: values.Period, due_before_on: dt.date | None) -> dt.date:
    """The day on which an organisation must exist to owe the report: the last day to report, else the period's end."""
    if due_before_on is not None:
        return due_before_on - dt.timedelta(days=1)
    return dt.date(year, *_PERIOD_ENDS[period])


def civil_instant(today: dt.date, now: dt.datetime) -> dt.datetime:
    """Now on the civil calendar: today's date (`TODAY` may have set it) at the province's time of day, in UTC."""
    return dt.datetime.combine(today, now.astimezone(clock.PROVINCE).timetz()).astimezone(dt.UTC)


def status(
    due_before_on: dt.date | None,
    state: values.State | None,
    round_number: int,
    at: dt.datetime,
    valid_to: dt.date = dt.date.max,
) -> values.Status:
    """The status of an obligation at an instant; `state` is None without a report.

    From `valid_to` on, the day on which its organisation ended, what was not given is another's to give: `passed`.

    Overdue from the first instant of the day "before" which it was due. A returned report stays `returned` while its
    next round is only a draft. `obligations.sql` says the same in SQL, and a test holds the two together.
    """
    if state in ("submitted", "accepted"):
        return state
    if valid_to < dt.date.max and at >= clock.start_of(valid_to):
        return "passed"
    if state == "returned":
        return state
    if state == "draft" and round_number > 1:
        return "returned"
    if due_before_on is None:
        return "due_unknown"
    return "overdue" if at >= clock.start_of(due_before_on) else "open"


def late(due_before_on: dt.date | None, first_submitted_at: dt.datetime | None) -> bool | None:
    """Whether the first submission came at or after the due instant; None before it, or when no day is known."""
    if due_before_on is None or first_submitted_at is None:
        return None
    return first_submitted_at >= clock.start_of(due_before_on)


def refusal(action: values.Action, state: values.State, relation: values.Relation) -> DomainError | None:
    """Why this caller may not do this now, or None: the written table (`identity.access`) in the words of reports.

    The role is judged before. Two persons: who wrote in any round of a report neither signs it nor decides on it, and
    who signed any round does not decide on it; the head may sign again what was returned.
    """
    why = rights.refusal(f"{action}_report", relation.related, state=state, hands=relation.hands)
    deciding = action in ("return", "accept")
    if why == "relation":
        return errors.NotCoordinating() if deciding else errors.AnotherOrganisation()
    if why == "hand":
        return errors.OwnDraft() if relation.author else errors.OwnSignature()
    if why == "level":
        return errors.LevelSkipped()
    if why == "state":
        return errors.StateForbids(state=values.STATE_WORDS[state])
    return None


def allowed_actions(relations: Mapping[values.Action, values.Relation], state: values.State) -> list[values.Action]:
    """What a caller may do now with a report, in the order of a report.

    `relations`: how the caller stands to it for each action that a role permits at all; acting for somebody it differs.
    """
    return [
        action for action in values.ACTIONS if action in relations and refusal(action, state, relations[action]) is None
    ]


def after(action: values.Action, state: values.State, round_number: int) -> tuple[values.State, int]:
    """State and round after an allowed action: revising what was returned opens the next round."""
    return _STATE_AFTER[action], round_number + (action == "revise" and state == "returned")
