"""What happened to an assessment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class AssessmentOpened:
    """An assessment can be scored from now on."""

    assessment_id: uuid.UUID
    version: int


@dataclass(frozen=True)
class FrameworkCorrected:
    """What a computation reads of the assessment's framework version was corrected: a certainty, a name."""

    assessment_id: uuid.UUID
    version: int


@dataclass(frozen=True)
class AssessmentMoved:
    """A new version of its framework was published, and the assessment stands under that one from now on."""

    assessment_id: uuid.UUID
    version: int
    framework_version_id: uuid.UUID


@dataclass(frozen=True)
class ClaimPut:
    """A component was claimed anew."""

    assessment_id: uuid.UUID
    version: int
    component: str


@dataclass(frozen=True)
class ApplicabilityStated:
    """A component was said not to apply, or to apply again."""

    assessment_id: uuid.UUID
    version: int
    component: str


@dataclass(frozen=True)
class BestMoved:
    """The best ratio among the assessment's peers moved by what another of them said; its points follow."""

    assessment_id: uuid.UUID
    version: int
