"""What happened to the register."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationsChanged:
    """A change of the register was recorded. `organisations`: slugs of all whom it names."""

    change_id: uuid.UUID
    kind: str
    effective_on: dt.date
    organisations: tuple[str, ...]
