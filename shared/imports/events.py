"""What happens to imports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ImportAsked:
    """A file was laid down for the worker."""

    import_id: uuid.UUID
    kind: str
