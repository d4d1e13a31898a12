"""What happened to reports."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class _OfReport:
    report_id: uuid.UUID
    obligation_id: uuid.UUID
    organisation: str
    round: int


@dataclass(frozen=True)
class ReportDrafted(_OfReport):
    """A first draft was written."""


@dataclass(frozen=True)
class ReportRevised(_OfReport):
    """A draft was rewritten, or the next round was opened after a return."""


@dataclass(frozen=True)
class ReportSubmitted(_OfReport):
    """The head signed."""


@dataclass(frozen=True)
class ReportReturned(_OfReport):
    """The coordinating department sent it back."""


@dataclass(frozen=True)
class ReportAccepted(_OfReport):
    """The coordinating department accepted it; its figures are measurements of `measured_on`."""

    measured_on: dt.date
