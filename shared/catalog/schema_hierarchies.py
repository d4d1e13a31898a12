"""What the catalog says of national codes, and of the hierarchies beside the administrative one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import StringConstraints

from shared.catalog.schema_base import Row, Slug, Sourced


class Identifier(Sourced):
    """A national e-identifier; `unconfirmed` until a source confirms it."""

    organisation: Slug
    national_code: str
    status: Literal["confirmed", "unconfirmed"]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Bilingual(Row):
    """The same in Vietnamese and English."""

    vi: str
    en: str


class Hierarchy(Sourced):
    """A hierarchy by name; the order of the list is the order in which they are shown."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    name: Bilingual
    description: Bilingual


class Placement(Sourced):
    """Where an organisation stands in a hierarchy other than the administrative one, which `parent` tells."""

    hierarchy: str
    organisation: Slug
    superior: Slug
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
