"""What is said with a deliverable, and what a reviewer says of it."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.targets_api import tasks_docs as docs
from services.targets_api.tasks_bodies import Line
from shared.kit.web import fields
from shared.law.bodies import Body, Note
from shared.tasks import deliverables


class DeliverableMetadata(Body):
    """Phần `metadata` khi nộp sản phẩm / The `metadata` part of a post: the document's own details."""

    title: Annotated[Line, Field(description=docs.TITLE)]
    document_number: Annotated[Line | None, Field(description=docs.DOCUMENT_NUMBER)] = None
    issued_on: Annotated[fields.Day | None, Field(description=docs.ISSUED_ON)] = None
    issuer: Annotated[Line | None, Field(description=docs.ISSUER)] = None
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None

    def submission(self) -> deliverables.Submission:
        """The domain's word for it."""
        return deliverables.Submission(**self.model_dump())


class EvidenceNamed(Body):
    """Tài liệu kiểm chứng đã nộp, dùng làm sản phẩm / Evidence posted before that is what the task owes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"evidence": "6dbb40fe-2b9a-566b-87eb-f871d2a63b75", "note": "Trang 2"}]}
    )

    evidence: Annotated[uuid.UUID, Field(strict=False, description=docs.EVIDENCE)]
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None


class DeliverableDecision(Body):
    """Kết luận về một sản phẩm; từ chối phải nêu lý do / A decision; a rejection says why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"verdict": "accept", "note": "Đủ chữ ký"}]})

    verdict: Annotated[Literal["accept", "reject"], Field(description=docs.VERDICT)]
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None

    @model_validator(mode="after")
    def says_why(self) -> Self:
        """Who posted it must know what to mend."""
        if self.verdict == "reject" and self.note is None:
            raise PydanticCustomError("missing", "This field is required.")
        return self

    def said(self) -> deliverables.Verdict:
        """The domain's word for it."""
        return deliverables.Verdict(self.verdict, self.note)
