"""One version of a framework: found, read as it was stated, and read as the engine would under it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from shared.frameworks import drafting_repository as repository
from shared.frameworks import drafts, errors
from shared.frameworks import repository as trees
from shared.kit import db

Made = TypeVar("Made", drafts.MainIndex, drafts.Component, drafts.Pillar)


@dataclass(frozen=True)
class Version:
    """A version's place: of which framework, which one, how it stands, how often its draft was written."""

    version_id: uuid.UUID
    framework_id: uuid.UUID
    framework: str
    version: int
    status: str
    revision: int
    drafted_by: str | None

    @property
    def etag(self) -> str:
        """What If-Match names: it changes with every writing and with the publication."""
        return f"{self.revision}-{self.status}"


async def find(session: db.Session, framework: str, version: int) -> Version:
    """One version by its framework (id or slug) and number. Raises FrameworkNotFound, VersionNotFound."""
    row = await repository.find_version(session, framework, version)
    if row is not None:
        return Version(**row)
    if await repository.find_framework(session, framework) is None:
        raise errors.FrameworkNotFound(framework=framework)
    raise errors.VersionNotFound(framework=framework, version=version)


async def read(reader: db.Reader, framework: str, version: int) -> Version:
    """The same on the read door. Raises VersionNotFound."""
    row = await repository.read_version(reader, framework, version)
    if row is None:
        raise errors.VersionNotFound(framework=framework, version=version)
    return Version(**row)


async def content(door: db.Session | db.Reader, version: uuid.UUID) -> drafts.Content:
    """What a version says, as it was stated. Raises LookupError."""
    return _content(await repository.content(door, version))


def _content(read: Mapping[str, Any]) -> drafts.Content:
    return drafts.Content(
        total_method=read["total_method"],
        total_points=_exact(read["total_points"]),
        not_applicable=read["not_applicable"],
        main_indices=tuple(_index(one) for one in read["main_indices"]),
        pillars=tuple(_pillar(one) for one in read["pillars"]),
        source=drafts.Cited(**read["source"]),
    )


def _index(read: Mapping[str, Any]) -> drafts.MainIndex:
    return _of(
        drafts.MainIndex,
        read,
        weight=_exact(read["weight"]),
        components=tuple(_component(one) for one in read["components"]),
    )


def _component(read: Mapping[str, Any]) -> drafts.Component:
    return _of(drafts.Component, read, max_points=_exact(read["max_points"]))


def _pillar(read: Mapping[str, Any]) -> drafts.Pillar:
    return _of(
        drafts.Pillar,
        read,
        main_indices=tuple(read["main_indices"]),
        max_points=_exact(read["max_points"]),
        share=_exact(read["share"]),
    )


def _of(make: Callable[..., Made], read: Mapping[str, Any], **more: Any) -> Made:
    said = {name: value for name, value in read.items() if name not in ("clause", "quote")}
    return make(**{**said, **more}, ground=drafts.Ground(read["clause"], read["quote"]))


def _exact(value: object) -> Decimal | None:
    """A number of a JSON text; 100 and 100.000000 are one number and read alike."""
    return None if value is None else Decimal(str(value)).normalize() + 0


async def tree(door: db.Session | db.Reader, framework: str, version: int) -> bytes:
    """One version down to its components, as JSON; a draft only for whoever reads drafts. Raises VersionNotFound."""
    found = await trees.find_tree(door, framework, version)
    if found is None:
        raise errors.VersionNotFound(framework=framework, version=version)
    return found


async def list_page(reader: db.Reader, framework: str, *, after: int | None, limit: int, total: bool = False) -> bytes:
    """The versions of a framework, the newest first, as JSON with `next_keys`. Raises FrameworkNotFound when there is
    none that the caller reads."""
    found = await repository.list_page(reader, framework, after=after, limit=limit, total=total)
    if found is None:
        raise errors.FrameworkNotFound(framework=framework)
    return found
