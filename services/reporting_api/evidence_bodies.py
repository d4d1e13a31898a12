"""What is said with a posted document, and what a reviewer says of it."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.reporting_api import evidence_docs as docs
from shared.evidence import values as evidence
from shared.frameworks import rule_values
from shared.kit.web import fields

Code = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
PartCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]
ReasonCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"),
]


class EvidenceMetadata(BaseModel):
    """Phần `metadata` khi nộp: kỳ đánh giá, mã các chỉ số thành phần, và thông tin của chính văn bản /
    The `metadata` part of a post: which assessment, which components (codes), and the document's own details."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assessment: Annotated[uuid.UUID, Field(strict=False, description=docs.ASSESSMENT)]
    components: Annotated[list[Code], Field(min_length=1, max_length=98, description=docs.COMPONENTS)]
    title: Annotated[Line, Field(description=docs.TITLE)]
    document_number: Annotated[Line | None, Field(description=docs.DOCUMENT_NUMBER)] = None
    issued_on: Annotated[fields.Day | None, Field(description=docs.ISSUED_ON)] = None
    issuer: Annotated[Line | None, Field(description=docs.ISSUER)] = None
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None

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
    """Kết luận thẩm định; bỏ được `component` khi tài liệu chỉ cho một chỉ số thành phần /
    A decision; `component` may be left out when the evidence serves only one."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {"verdict": "partial", "points": 4, "reason_code": "insufficient"},
                {"verdict": "accept", "values": {"numerator": 3, "denominator": 4}},
            ]
        },
    )

    verdict: Annotated[evidence.Verdict, Field(description=docs.VERDICT)]
    component: Annotated[Code | None, Field(description=docs.COMPONENT)] = None
    all_components: Annotated[bool, Field(description=docs.ALL_COMPONENTS)] = False
    revision: Annotated[Annotated[int, Field(ge=1)] | None, Field(description=docs.REVISION)] = None
    points: Annotated[fields.Points | None, Field(description=docs.POINTS)] = None
    part: Annotated[PartCode | None, Field(description=docs.PART)] = None
    values: Annotated[rule_values.Values | None, Field(description=rule_values.OF_A_DECISION)] = None
    reason_code: Annotated[ReasonCode | None, Field(description=docs.REASON_CODE)] = None
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None

    def verdicts(self) -> evidence.Verdicts:
        """The domain's word for it."""
        return evidence.Verdicts(
            verdict=self.verdict,
            component=self.component,
            revision=self.revision,
            points=self.points,
            inputs=self.values or {},
            part=self.part,
            reason_code=self.reason_code,
            note=self.note,
        )
