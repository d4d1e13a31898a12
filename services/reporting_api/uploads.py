"""A posted document on its way in: metadata checked first, then the file, and only then a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.reporting_api.evidence_bodies import EvidenceMetadata
from shared.evidence import papers, values

_METADATA = papers.metadata_field(
    "EvidenceMetadata",
    '{"assessment": "13475002-a410-5ea7-8a55-eef7a18a166e", "components": ["1.7"],'
    ' "title": "Kế hoạch mở chuyên mục Chuyển đổi số", "document_number": "31/KH-PTTH", "issued_on": "2022-03-01"}',
)


@dataclass(frozen=True)
class Received:
    """What was said and what was sent."""

    submission: values.Submission
    sent: papers.Draft


async def receive(request: Request, file: papers.Sent, metadata: Annotated[str, _METADATA]) -> AsyncIterator[Received]:
    """Check the metadata, then take the file."""
    submission = papers.parsed(EvidenceMetadata, metadata).submission()
    async with papers.draft(request, file) as sent:
        yield Received(submission, sent)


Upload = Annotated[Received, Depends(receive, scope="function")]
