"""A posted deliverable on its way in: metadata checked first, then the file, and only then a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.targets_api.deliverables_bodies import DeliverableMetadata
from shared.evidence import papers
from shared.tasks import deliverables

_METADATA = papers.metadata_field(
    "DeliverableMetadata",
    '{"title": "Biên bản nghiệm thu", "document_number": "12/BB-STTTT", "issued_on": "2022-10-20"}',
)


@dataclass(frozen=True)
class Received:
    """What was said and what was sent."""

    submission: deliverables.Submission
    sent: papers.Draft


async def receive(request: Request, file: papers.Sent, metadata: Annotated[str, _METADATA]) -> AsyncIterator[Received]:
    """Check the metadata, then take the file."""
    submission = papers.parsed(DeliverableMetadata, metadata).submission()
    async with papers.draft(request, file) as sent:
        yield Received(submission, sent)


Upload = Annotated[Received, Depends(receive, scope="function")]
