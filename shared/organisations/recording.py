"""What every statement about the register that comes by API carries: who states it, and on which ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.audit import acting as acting_now
from shared.audit import service as audit
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.organisations import statements_errors as errors

Acting = acting_now.Acting
FIRST, LAST = "-infinity", "infinity"


@dataclass(frozen=True)
class Ground:
    """Why something is stated: the clause cited, and how sure it is."""

    citation: citations.Citation
    certainty: str


@dataclass(frozen=True)
class Days:
    """From a day on until before another; None is no limit."""

    valid_from: dt.date | None
    valid_to: dt.date | None

    def check(self) -> None:
        """Raises DaysEmpty when the statement would hold on no day."""
        if self.valid_from is not None and self.valid_to is not None and self.valid_to <= self.valid_from:
            raise errors.DaysEmpty(
                Finding("valid_to", "Must lie after valid_from.", "Phải sau valid_from.", "before_first")
            )

    def columns(self) -> dict[str, str]:
        """As PostgreSQL takes them."""
        return {"valid_from": str(self.valid_from or FIRST), "valid_to": str(self.valid_to or LAST)}


async def record(
    session: db.Session, acting: Acting, action: str, organisation: object, after: Mapping[str, Any], *, kind: str
) -> None:
    """One entry of the audit trail: what an administrator has stated about an organisation (id)."""
    await audit.record(
        session,
        acting.actor,
        action=f"organisation.{action}",
        entity_kind=kind,
        entity_id=organisation,
        occurred_at=acting.clock.now(),
        after=after,
    )
