"""The words of targets: ids."""

from __future__ import annotations

import uuid

from shared.kit import names


def target_id(code: str) -> uuid.UUID:
    """The id of a target of the catalog."""
    return names.uuid_of("target", code)
