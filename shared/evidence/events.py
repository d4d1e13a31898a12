"""What happened to evidence."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class EvidencePosted:
    """A document was posted for components of an assessment."""

    assessment_id: uuid.UUID
    version: int
    evidence_id: uuid.UUID


@dataclass(frozen=True)
class EvidenceDecided:
    """A reviewer accepted, partly accepted or rejected a revision for a component."""

    assessment_id: uuid.UUID
    version: int
    evidence_id: uuid.UUID
    decision_id: uuid.UUID


@dataclass(frozen=True)
class EvidenceWithdrawn:
    """The poster took a document back."""

    assessment_id: uuid.UUID
    version: int
    evidence_id: uuid.UUID


@dataclass(frozen=True)
class AppealUpheld:
    """Another decision was taken on an appeal, on a closed assessment."""

    assessment_id: uuid.UUID
    version: int
    appeal_id: uuid.UUID
    decision_id: uuid.UUID
