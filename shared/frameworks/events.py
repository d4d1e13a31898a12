"""What happens to frameworks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class FrameworkPublished:
    """A version of a framework was published; `replaced_version_id` was its latest until then, if there was one."""

    framework_id: uuid.UUID
    framework: str
    version_id: uuid.UUID
    version: int
    replaced_version_id: uuid.UUID | None
