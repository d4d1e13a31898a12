"""The words of published results that are imported."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """A published figure of a node; `value` null where only a rank is known. Unit: share of the maximum, 0 to 1.

    `source_id`, `certainty`: of the value; the rank has the same ground, and is certain, unless it says otherwise.
    """

    node: str
    value: Decimal | None
    rank: int | None
    rank_of: int | None
    source_id: uuid.UUID
    certainty: str
    rank_source_id: uuid.UUID | None = None
    rank_certainty: str | None = None


@dataclass(frozen=True)
class Result:
    """What was published of one organisation and year, down to its main indices."""

    assessment_id: uuid.UUID
    organisation_id: uuid.UUID
    is_new: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Publication:
    """Results of one framework version and year on one ground, by whom and of which file."""

    framework_version_id: uuid.UUID
    year: int
    source_id: uuid.UUID
    imported_by: str
    file_import_id: uuid.UUID
    results: Sequence[Result]
