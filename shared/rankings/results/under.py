"""Under which version of a framework the results of a year stand.

A publication does not say which of our versions it follows. Results of a year stand under the version that the year's
assessments stand under already, else under the newest. Where versions that come into question differ in what is
published, that is refused instead of guessed, and the caller names one (`dti-922@1`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.frameworks import service as frameworks
from shared.frameworks.values import Structure
from shared.kit import db
from shared.kit.errors import Finding
from shared.rankings import errors
from shared.rankings.results import repository, rules

_MOST_DIGITS = 9


@dataclass(frozen=True)
class Framework:
    """A framework that was asked for, with its published versions and the one that was named, if any."""

    id: uuid.UUID
    slug: str
    level: str
    years: Sequence[int]
    versions: Sequence[uuid.UUID]
    named: int | None


async def find(reader: db.Reader, reference: str) -> Framework:
    """A framework by `slug`, id, or `slug@version`. Raises RankingRefused naming it."""
    key, named, number = reference.partition("@")
    found = await repository.find_framework(reader, key)
    if found is None or (named and not (number.isdecimal() and len(number) <= _MOST_DIGITS)):
        where = Finding("framework", "There is no such framework.", "Không có bộ chỉ số này.", "unknown")
        raise errors.RankingRefused(where)
    return Framework(**found, named=int(number) if named else None)


async def to_import(reader: db.Reader, framework: Framework, year: int) -> Structure:
    """The version under which results of a year are imported, by which the same follows as by all that the year stands
    under. Raises RankingRefused."""
    structures = await frameworks.structures(reader, framework.versions)
    standing = [structures[version] for version in await repository.standing(reader, framework.id, year)]
    if framework.named is not None:
        standing.append(_named(framework, structures.values()))
    chosen = rules.newest_alike(standing or list(structures.values()))
    if chosen is None:
        raise errors.RankingRefused(_mixed(standing, year) if standing else _unsaid(framework, structures, year))
    return chosen if framework.named is None else standing[-1]


async def to_compare(reader: db.Reader, framework: Framework, year: int) -> Structure:
    """The version by which the results of a year are held against what follows. Raises RankingRefused."""
    if framework.named is None:
        return await to_import(reader, framework, year)
    return _named(framework, (await frameworks.structures(reader, framework.versions)).values())


def _named(framework: Framework, structures: Iterable[Structure]) -> Structure:
    for structure in structures:
        if structure.version == framework.named:
            return structure
    en, vi = f"There is no published version {framework.named}.", f"Không có phiên bản {framework.named} đã công bố."
    raise errors.RankingRefused(Finding("framework", en, vi, "unknown"))


def _mixed(standing: Sequence[Structure], year: int) -> Finding:
    versions = _listed(standing)
    return Finding(
        "framework",
        f"{year} stands under versions {versions}, which differ in their main indices, pillars or total: one file"
        " cannot be read by all of them.",
        f"Năm {year} đang theo các phiên bản {versions}, khác nhau ở chỉ số chính, trụ cột hoặc tổng điểm: một tệp"
        " không thể đọc theo tất cả.",
        "versions_differ",
    )


def _unsaid(framework: Framework, structures: Mapping[uuid.UUID, Structure], year: int) -> Finding:
    versions = _listed(structures.values())
    return Finding(
        "framework",
        f"Versions {versions} differ in their main indices, pillars or total, and nothing says which of them {year} was"
        f" published by: write {framework.slug}@ and its number.",
        f"Các phiên bản {versions} khác nhau ở chỉ số chính, trụ cột hoặc tổng điểm, chưa rõ năm {year} công bố theo"
        f" phiên bản nào: hãy viết {framework.slug}@ kèm số phiên bản.",
        "version_unsaid",
    )


def _listed(structures: Iterable[Structure]) -> str:
    return ", ".join(map(str, sorted({structure.version for structure in structures})))
