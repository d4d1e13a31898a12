"""What the catalog may say of a change of the register."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from shared.catalog.schema_base import Certainty, Row, Slug, Sourced


class ChangePart(Row):
    """What a change says of one organisation; `certainty`: of this part, where it differs from the whole change's."""

    organisation: Slug
    role: Literal["predecessor", "successor", "subject"]
    heir: bool = False
    continues: bool = False
    name: str | None = None
    short_name: str | None = None
    parent: Slug | None = None
    duties: list[Literal["coordination"]] = []
    certainty: Certainty | None = None


class OrganisationChange(Sourced):
    """A merger, split, renaming, abolition, transfer of duties or move, from a day on.

    Where only the month or the year is known, `effective_on` is its first day and the whole is provisional.
    """

    code: Slug
    kind: Literal["merge", "split", "rename", "abolish", "transfer", "move"]
    effective_on: dt.date
    effective_precision: Literal["day", "month", "year"]
    note: str | None = None
    parts: Annotated[list[ChangePart], Field(min_length=1)]
