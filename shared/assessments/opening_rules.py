"""Whom and which year a framework can assess. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.frameworks import scorable
from shared.kit.errors import Finding


def fits(level: str, organisation: Mapping[str, Any]) -> bool:
    """Whether a framework of a level assesses an organisation (`level`, `kind`).

    Bodies of the province stand on its level, too; what a framework for provinces assesses is the province itself.
    """
    return bool(organisation["level"] == level and (level != "province" or organisation["kind"] == "province"))


def organisation_findings(
    level: str, organisation: Mapping[str, Any] | None, named: str, year: int
) -> Iterator[Finding]:
    """What is wrong with the organisation for a framework of a level; None: there is none of that name."""
    if organisation is None:
        yield Finding(
            "organisation", f"There is no organisation {named!r}.", f"Không có cơ quan, đơn vị {named!r}.", "unknown"
        )
    elif not organisation["in_force"]:
        yield Finding(
            "organisation",
            f"{organisation['slug']} is in force on no day of {year}.",
            f"{organisation['slug']} không hoạt động ngày nào trong năm {year}.",
            "not_in_force",
        )
    elif not fits(level, organisation):
        yield Finding(
            "organisation",
            f"The framework is for the level {level}; {organisation['slug']} is of another.",
            f"Bộ chỉ số dành cho cấp {level}; {organisation['slug']} thuộc cấp khác.",
            "level",
        )


def year_findings(found: scorable.Scorable, year: int) -> Iterator[Finding]:
    """What is wrong with the year: before the framework's first, or one of its successor's."""
    if not scorable.governs(found.years, found.followed_in, year):
        known = ", ".join(map(str, found.years))
        yield Finding(
            "year",
            f"{found.framework} does not govern {year}; it is the framework of {known}.",
            f"{found.framework} không áp dụng cho năm {year}; bộ chỉ số này dùng cho năm {known}.",
            "not_governed",
        )
