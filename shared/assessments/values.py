"""The words of an assessment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from shared.frameworks.values import Former

Status = Literal["open", "closed", "imported"]


@dataclass(frozen=True)
class Assessment:
    """`open`: claims, evidence and decisions are taken and scores computed. `closed`, on a day: none of them any more,
    but appeals in their rounds. `imported`: results of others. `level` is the framework's."""

    id: uuid.UUID
    framework_version_id: uuid.UUID
    framework: str
    organisation_id: uuid.UUID
    organisation: str
    year: int
    status: Status
    closed_on: dt.date | None
    level: str


@dataclass(frozen=True)
class Claim:
    """The organisation's answer for a component (by code).

    `values` answer a rule with inputs (figures as exact text); `points`: what it said, or what the values earned, and
    None where the rule could not say. `former`: the component it was made for, when that is one of an earlier version.
    """

    id: uuid.UUID
    component: str
    points: Decimal | None
    values: Mapping[str, Any] = field(default_factory=dict)
    former: Former | None = None


@dataclass(frozen=True)
class Said:
    """What an organisation answers: points of a granted component, else the values that its rule asks for."""

    points: Decimal | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exemption:
    """A component (by code) does not apply to the organisation: the statement that says so."""

    id: uuid.UUID
    component: str


@dataclass(frozen=True)
class Filter:
    """What narrows a list of assessments; None does not."""

    framework_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    year: int | None = None
    status: Status | None = None
