"""The words of an assessment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal

from shared.frameworks.values import Former


@dataclass(frozen=True)
class Assessment:
    """`open`: claims, evidence and decisions are taken and scores computed. `imported`: results of others."""

    id: uuid.UUID
    framework_version_id: uuid.UUID
    framework: str
    organisation_id: uuid.UUID
    organisation: str
    year: int
    status: str


@dataclass(frozen=True)
class Claim:
    """The organisation's answer for a component (by code): points, exact.

    `former`: the component it was made for, when that is one of an earlier version.
    """

    id: uuid.UUID
    component: str
    points: Decimal
    former: Former | None = None


@dataclass(frozen=True)
class Filter:
    """What narrows a list of assessments or rankings; None does not."""

    framework_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    year: int | None = None
    kind: str | None = None
