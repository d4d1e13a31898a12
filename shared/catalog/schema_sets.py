"""Sets of targets that a document sets up for a level, such as the criteria of an emulation movement."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.catalog.schema_base import Level, Row, Slug, Source, Sourced


class Criterion(Row):
    """One target of a set. `repeats`: the code of the target whose indicator it is; null where it is another one.

    `difference` says how the words differ, or why a target that looks alike is not repeated. `applies_to` are the
    words for whom it speaks of, where that is not everybody of the level.
    """

    target: str
    repeats: str | None
    difference: str | None = None
    applies_to: str | None = None


class TargetSet(Sourced):
    """The targets that a document sets for every organisation of a level, to be reached by a year."""

    slug: Slug
    name: str
    level: Level
    year: int
    year_source: Source
    criteria: Annotated[list[Criterion], Field(min_length=1)]
