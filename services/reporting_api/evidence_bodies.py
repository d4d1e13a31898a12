"""What is said with a posted document, and what a reviewer says of it."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.evidence import values as evidence
from shared.kit.web import fields

Code = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class EvidenceMetadata(BaseModel):
    """The `metadata` part of a post: which assessment, which components (codes), and the document's own details."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assessment: Annotated[uuid.UUID, Field(strict=False)]
    components: Annotated[list[Code], Field(min_length=1, max_length=98)]
    title: Line
    document_number: Line | None = None
    issued_on: fields.Day | None = None
    issuer: Line | None = None
    note: Note | None = None

    def submission(self) -> evidence.Submission:
        """The domain's word for it; a component named twice counts once."""
        return evidence.Submission(
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

    verdict: evidence.Verdict
    component: Code | None = None
    revision: Annotated[int, Field(ge=1)] | None = None
    points: fields.Points | None = None
    values: Annotated[dict[Code, fields.Number], Field(max_length=20)] | None = None
    reason_code: evidence.ReasonCode | None = None
    note: Note | None = None

    def verdicts(self) -> evidence.Verdicts:
        """The domain's word for it."""
        return evidence.Verdicts(
            verdict=self.verdict,
            component=self.component,
            revision=self.revision,
            points=self.points,
            inputs=self.values or {},
            reason_code=self.reason_code,
            note=self.note,
        )
