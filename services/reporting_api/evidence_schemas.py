"""What is said with a posted document, and what a reviewer says of it."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.evidence import values

Code = Annotated[str, Field(min_length=1, max_length=20)]
Day = Annotated[dt.date, Field(strict=False)]
Points = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=6, strict=False, allow_inf_nan=False)]


class EvidenceMetadata(BaseModel):
    """The `metadata` part of a post: which assessment, which components (codes), and the document's own details."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assessment: Annotated[uuid.UUID, Field(strict=False)]
    components: Annotated[list[Code], Field(min_length=1, max_length=98)]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    document_number: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    issued_on: Day | None = None
    issuer: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None

    def submission(self) -> values.Submission:
        """The domain's word for it; a component named twice counts once."""
        return values.Submission(
            assessment=self.assessment,
            components=tuple(dict.fromkeys(self.components)),
            title=self.title,
            document_number=self.document_number,
            issued_on=self.issued_on,
            issuer=self.issuer,
            note=self.note,
        )


class DecisionBody(BaseModel):
    """A decision (kết luận thẩm định). `component` may be left out when the evidence serves only one."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"verdict": "partial", "points": 4, "reason_code": "insufficient"}]},
    )

    verdict: values.Verdict
    component: Code | None = None
    revision: Annotated[int, Field(ge=1)] | None = None
    points: Points | None = None
    reason_code: values.ReasonCode | None = None
    note: Annotated[str, Field(max_length=2000)] | None = None

    def verdicts(self) -> values.Verdicts:
        """The domain's word for it."""
        return values.Verdicts(
            verdict=self.verdict,
            component=self.component,
            revision=self.revision,
            points=self.points,
            reason_code=self.reason_code,
            note=self.note,
        )
