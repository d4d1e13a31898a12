"""What can be asked of frameworks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import orjson

from shared.frameworks import errors, repository, rule_kinds, rules, values
from shared.kit import db, names, rows
from shared.kit.errors import Finding


def framework_id(slug: str) -> uuid.UUID:
    """The id of a framework."""
    return names.uuid_of("framework", slug)


def version_id(slug: str, version: int) -> uuid.UUID:
    """The id of one version of a framework."""
    return names.uuid_of("framework-version", slug, version)


async def install(session: db.Session, frameworks: list[rows.Row]) -> int:
    """Store the frameworks' identities; rows changed."""
    return await repository.install_identity(session, frameworks)


async def install_version(
    session: db.Session, slug: str, version: rows.Row, parts: Mapping[str, Sequence[rows.Row]]
) -> int:
    """Store a version; rows changed. A stored one takes corrected quotes, never another way of scoring.

    Raises PublishedVersionIsImmutable when weights, maxima, rules or membership differ (`content_sha256`).
    """
    stored = await repository.content_hash(session, uuid.UUID(str(version["id"])))
    if stored not in (None, version["content_sha256"]):
        raise errors.PublishedVersionIsImmutable(framework=slug, version=version["version"])
    return await repository.save_version(session, version, parts)


async def install_constraints(session: db.Session, slug: str, constraints: list[rows.Row]) -> int:
    """Store what is known of the maxima of a framework's components; rows changed. What is no longer stated goes: it is
    a check, and nothing rests on it."""
    return await repository.install_constraints(session, framework_id(slug), constraints)


async def structure(session: db.Session, wanted: uuid.UUID) -> values.Structure:
    """One version as the engine reads it: main indices, pillars and components in their order.

    Raises FrameworkNotFound.
    """
    found = await find_structure(session, wanted)
    if found is None:
        raise errors.FrameworkNotFound(framework=wanted)
    return found


async def find_structure(session: db.Session, wanted: uuid.UUID) -> values.Structure | None:
    """The same; None when the version is not stored."""
    return (await structures(await db.reading(session), [wanted])).get(wanted)


async def components(session: db.Session, version: uuid.UUID, codes: Sequence[str]) -> dict[str, values.Component]:
    """Those components of a version, by code and in their order; a code that it does not have is left out.

    One statement and these rules alone, where `structure` takes four and reads every rule: for who writes about a few.
    """
    writable = [code for code in codes if "\x00" not in code]
    found = await repository.components(await db.reading(session), version, writable)
    return {row["code"]: _component(row) for row in found}


async def structures(reader: db.Reader, wanted: Sequence[uuid.UUID]) -> dict[uuid.UUID, values.Structure]:
    """Versions as the engine reads them, by id; four statements however many. One that is not stored is left out."""
    versions, parts = await repository.structures(reader, wanted)
    of_version: dict[str, dict[uuid.UUID, db.Rows]] = {table: {} for table in parts}
    for table, found in parts.items():
        for row in found:
            of_version[table].setdefault(row["framework_version_id"], []).append(row)
    return {
        version["id"]: _structure(version, {table: found.get(version["id"], []) for table, found in of_version.items()})
        for version in versions
    }


def _structure(version: rows.Row, parts: Mapping[str, db.Rows]) -> values.Structure:
    return values.Structure(
        version_id=version["id"],
        framework=version["slug"],
        version=version["version"],
        total_method=version["total_method"],
        total_points=version["total_points"],
        main_indices=tuple(
            values.MainIndex(row["number"], row["name"], row["weight"]) for row in parts["main_indices"]
        ),
        pillars=tuple(
            values.Pillar(row["code"], row["name"], tuple(row["main_indices"]), row["max_points"], row["share"])
            for row in parts["pillars"]
        ),
        components=tuple(map(_component, parts["components"])),
        not_applicable=version["not_applicable"],
    )


def _component(row: rows.Row) -> values.Component:
    return values.Component(
        id=row["id"],
        code=row["code"],
        main_index=row["main_index"],
        name=row["name"],
        rule=rule_kinds.parse(orjson.loads(row["rule"])),
        max_points=row["max_points"],
        certainty=rules.weakest(row["rule_certainty"], row["max_points_certainty"]),
    )


async def list_page(reader: db.Reader, *, after: str | None, limit: int, total: bool = False) -> bytes:
    """A page of frameworks that are not drafts, by slug, as JSON with `next_keys`."""
    return await repository.list_page(reader, after=after, limit=limit, total=total)


async def tree(reader: db.Reader, reference: str) -> bytes:
    """One framework by id or slug with everything in it, as JSON. Raises FrameworkNotFound."""
    found = await repository.find_tree(reader, reference)
    if found is None:
        raise errors.FrameworkNotFound(framework=reference)
    return found


async def filter_id(reader: db.Reader, field: str, framework: str | None) -> uuid.UUID | None:
    """The id behind a list's filter; None without one. Raises NoSuchFramework naming the field."""
    return None if framework is None else await id_of(reader, field, framework)


async def id_of(reader: db.Reader, field: str, framework: str) -> uuid.UUID:
    """The id of the framework that a request names in `field`. Raises NoSuchFramework naming the field."""
    found = await repository.find_id(reader, framework)
    if found is None:
        where = Finding(field, f"There is no framework {framework!r}.", f"Không có bộ chỉ số {framework!r}.", "unknown")
        raise errors.NoSuchFramework(where, framework=framework)
    return found


async def check_component(reader: db.Reader, field: str, code: str | None) -> str | None:
    """A list's filter by component: some framework has it. Raises NoSuchComponent naming the field."""
    if code is not None and not await repository.has_component(reader, code):
        where = Finding(field, f"There is no component {code!r}.", f"Không có chỉ số thành phần {code!r}.", "unknown")
        raise errors.NoSuchComponent(where, codes=[code])
    return code
