"""The words of standing duties."""

from __future__ import annotations

import uuid
from typing import Literal

from shared.kit import names

Role = Literal["lead", "support"]
# owner: who is to do it. partner: with whom.
Part = Literal["owner", "partner"]


def duty_id(code: str) -> uuid.UUID:
    """The id of a standing duty of the catalog."""
    return names.uuid_of("standing-duty", code)


def party_id(code: str, part: Part, place: int, slug: str) -> uuid.UUID:
    """The id of somebody's place in a duty. It says the whole row, so that a party is closed and never rewritten."""
    return names.uuid_of("standing-duty-party", code, part, place, slug)
