"""Whether a framework can be scored by, for which year and whom: asked before an assessment is opened."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from shared.frameworks import errors, scorable_repository
from shared.kit import db
from shared.kit.errors import Finding


@dataclass(frozen=True)
class Scorable:
    """The version of a framework to open assessments under, and why it cannot be scored (`lacks`), if it cannot.

    `years`: those the framework is known for; `followed_in`: those of the framework that replaces it.
    """

    framework_id: uuid.UUID
    framework: str
    level: str
    years: tuple[int, ...]
    followed_in: tuple[int, ...]
    version_id: uuid.UUID
    version: int
    lacks: tuple[Finding, ...]


async def find(session: db.Session, framework: str) -> Scorable:
    """The newest published version of a framework (slug or id), else the newest one with what it lacks.

    Raises NoSuchFramework naming the field `framework`.
    """
    row = await scorable_repository.find(session, framework)
    if row is None:
        where = Finding(
            "framework", f"There is no framework {framework!r}.", f"Không có bộ chỉ số {framework!r}.", "unknown"
        )
        raise errors.NoSuchFramework(where, framework=framework)
    return Scorable(
        framework_id=row["framework_id"],
        framework=row["slug"],
        level=row["level"],
        years=tuple(row["years"]),
        followed_in=tuple(row["followed_in"]),
        version_id=row["version_id"],
        version=row["version"],
        lacks=tuple(lacks(row)),
    )


def governs(years: Collection[int], followed_in: Collection[int], year: int) -> bool:
    """Whether a framework is the one of a year: from its first year on, until another replaces it."""
    return min(years, default=year) <= year < min(followed_in, default=year + 1)


def lacks(row: dict[str, Any]) -> list[Finding]:
    """What a version lacks to be scored by; nothing for a published one."""
    if row["status"] == "published":
        return []
    found: list[Finding] = []
    if row["unweighted"]:
        numbers = ", ".join(map(str, row["unweighted"]))
        found.append(
            Finding(
                "framework.main_indices",
                f"The weights of main indices {numbers} are unknown.",
                f"Chưa biết điểm tối đa của các chỉ số chính {numbers}.",
                "maxima_unknown",
            )
        )
    if row["total_points"] is None:
        found.append(
            Finding(
                "framework.total_points",
                "The points of the whole are unknown.",
                "Chưa biết tổng điểm của bộ chỉ số.",
                "total_unknown",
            )
        )
    if not row["components"]:
        found.append(
            Finding(
                "framework.components",
                "No component is known.",
                "Chưa biết chỉ số thành phần nào.",
                "components_unknown",
            )
        )
    if row["status"] == "draft":
        found.append(
            Finding(
                "framework.status",
                f"Version {row['version']} is a draft; publish it first.",
                f"Phiên bản {row['version']} còn là dự thảo; hãy công bố trước.",
                "draft",
            )
        )
    return found or [Finding("framework.status", "It is listed as incomplete.", "Bộ chỉ số chưa đầy đủ.", "incomplete")]
