"""Which event rings for which job: the whole table on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Request:
    """An assessment that should reach a version."""

    assessment_id: str
    version: int

    def said(self) -> str:
        """As text in the arguments of a job."""
        return f"{self.assessment_id}={self.version}"


def heard(said: str) -> Request:
    """The request that `said` wrote."""
    assessment_id, _, version = said.partition("=")
    return Request(assessment_id, int(version))


COMPUTE_AFTER = frozenset(
    {
        "AssessmentOpened",
        "FrameworkCorrected",
        "AssessmentMoved",
        "ClaimPut",
        "BestMoved",
        "ApplicabilityStated",
        "EvidencePosted",
        "EvidenceDecided",
        "EvidenceWithdrawn",
        "AppealUpheld",
    }
)


IMPORT_AFTER = "ImportAsked"


def imports(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """The imports that were asked for."""
    return [event["payload"]["import_id"] for event in events if event["event"] == IMPORT_AFTER]


def requests(events: Iterable[Mapping[str, Any]]) -> list[Request]:
    """One request per changed assessment with the highest version asked for, never one per event."""
    wanted: dict[str, int] = {}
    for event in events:
        if event["event"] in COMPUTE_AFTER:
            key = event["payload"]["assessment_id"]
            wanted[key] = max(wanted.get(key, 0), event["payload"]["version"])
    return [Request(assessment_id, version) for assessment_id, version in sorted(wanted.items())]
