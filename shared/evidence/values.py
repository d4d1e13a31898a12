"""The words of evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from shared.frameworks.values import Former
from shared.identity.values import Reach

Verdict = Literal["accept", "partial", "reject"]
# No document at hand lists the reasons for refusing evidence, so the code is the reviewer's own; these are usual.
USUAL_REASONS = (
    "no_evidence",
    "not_recognised",
    "wrong_document",
    "out_of_period",
    "insufficient",
    "not_implemented",
    "figures_differ",
    "other",
)


@dataclass(frozen=True)
class Submission:
    """What an agency says of a document it posts; components by code."""

    assessment: uuid.UUID
    components: tuple[str, ...]
    title: str
    document_number: str | None
    issued_on: dt.date | None
    issuer: str | None
    note: str | None


@dataclass(frozen=True)
class File:
    """A stored file: our own name for it, its kind by its first bytes, its size in bytes and SHA-256."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Verdicts:
    """What a reviewer decides on one revision for one component, or one part of it.

    `inputs`: the values that the rule, or the part's rule, asks for.
    """

    verdict: Verdict
    component: str | None
    revision: int | None
    points: Decimal | None
    inputs: Mapping[str, Any]
    reason_code: str | None
    note: str | None
    part: str | None = None


@dataclass(frozen=True)
class Piece:
    """One evidence revision for one component, with the decision in force on it, as the engine reads it.

    Hash, number and document follow from the revision, which never changes. Under a rule of parts there is one for each
    part that was decided. `values`: what the decision rests on (figures as exact text); `points`: None where the rule
    could not say. `former`: the component that the decision was made for, when that is one of an earlier version.
    """

    revision_id: uuid.UUID
    component: str
    decision_id: uuid.UUID | None
    verdict: str | None
    points: Decimal | None
    part: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    former: Former | None = None


@dataclass(frozen=True)
class Filter:
    """Which evidence to list, of that which the caller may read."""

    readable: Reach
    assessment: uuid.UUID | None = None
    component: str | None = None
    undecided: bool = False


@dataclass(frozen=True)
class Warned:
    """Something the poster should know; nothing was refused. A code, Vietnamese and English."""

    code: str
    vi: str
    en: str
