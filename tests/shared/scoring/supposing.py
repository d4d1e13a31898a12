"""One supposition at a time, for tests."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.scoring.overlays import Decided, Sheet
from shared.scoring.values import Inputs


def with_claim(inputs: Inputs, component: str, points: Decimal | None) -> Inputs:
    """As if the organisation claimed this."""
    sheet = Sheet(inputs)
    sheet.claim(component, points)
    return sheet.inputs()


def with_decision(inputs: Inputs, revision: uuid.UUID, component: str, decided: Decided | None) -> Inputs:
    """As if a revision were decided on in this way."""
    sheet = Sheet(inputs)
    sheet.decide(revision, component, decided)
    return sheet.inputs()


def with_verified(
    inputs: Inputs, component: str, points: Decimal | None, values: Mapping[str, Any] | None = None
) -> Inputs:
    """As if the decisions on a component were this one."""
    sheet = Sheet(inputs)
    sheet.verify(component, points, values)
    return sheet.inputs()
