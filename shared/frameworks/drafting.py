"""Drafting a version of a framework: the first one of a new framework, or the next one of a framework that is there.

A draft is written whole, as often as wanted. What cannot be a framework at all (a rule that is none, a code twice) is
refused at once; what is incomplete is said by `checks` and keeps it from being published.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import drafted_rows, drafts, errors, service, shape, versions
from shared.frameworks import drafting_repository as repository
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations
from shared.law import service as law

Match = Callable[[object], None]


async def draft(
    session: db.Session, acting: Acting, framework: str, content: drafts.Content, identity: drafts.Identity | None
) -> versions.Version:
    """Draft the next version of a framework (slug or id), or the first one of a new framework (slug) with its identity.

    Raises DraftExists, DraftRefused, SourceRefused.
    """
    await repository.lock(session)
    content, wrong = shape.read(content)
    held = await repository.find_framework(session, framework)
    if (held is None) == (identity is None):
        wrong = [_identity_wanted(framework) if held is None else _identity_known(framework), *wrong]
    if wrong:
        raise errors.DraftRefused(*wrong)
    known = [] if held is None else await repository.versions(session, held["id"])
    if known and known[0]["status"] == "draft":
        raise errors.DraftExists(framework=framework, version=known[0]["version"])
    sources = await _cite(session, content)
    if identity is not None:
        await _add(session, framework, identity, content, sources)
    slug = framework if held is None else held["slug"]
    number = known[0]["version"] + 1 if known else 1
    row = {
        "id": service.version_id(slug, number),
        "framework_id": service.framework_id(slug),
        "version": number,
        "status": "draft",
        "stated_by": "api",
        "drafted_by": acting.actor.subject,
        **drafted_rows.columns(content, sources),
    }
    await repository.add(session, "framework_versions", row)
    await repository.write_parts(session, row["id"], drafted_rows.parts(slug, number, content, sources))
    written = await versions.find(session, slug, number)
    await _record(session, acting, written, content, None)
    return written


async def replace(
    session: db.Session, acting: Acting, framework: str, version: int, content: drafts.Content, *, match: Match
) -> versions.Version:
    """Write a draft anew. `match` is asked about the revision it replaces, and only for what could replace it: what is
    refused whatever the revision is refused for that (RFC 9110, 13.2.1).

    Raises FrameworkNotFound, VersionNotFound, DraftRefused, what `match` raises, PublishedVersionIsImmutable,
    SourceRefused.
    """
    await repository.lock(session)
    found = await versions.find(session, framework, version)
    content, wrong = shape.read(content)
    if wrong:
        raise errors.DraftRefused(*wrong)
    match(found.etag)
    if found.status != "draft":
        raise errors.PublishedVersionIsImmutable(framework=found.framework, version=version)
    before = await versions.content(session, found.version_id)
    if before == content:
        return found
    sources = await _cite(session, content)
    columns = {**drafted_rows.columns(content, sources), "drafted_by": acting.actor.subject}
    await repository.write_again(session, found.version_id, columns)
    await repository.write_parts(
        session, found.version_id, drafted_rows.parts(found.framework, version, content, sources)
    )
    written = await versions.find(session, framework, version)
    await _record(session, acting, written, content, before)
    return written


async def _add(
    session: db.Session,
    slug: str,
    identity: drafts.Identity,
    content: drafts.Content,
    sources: Mapping[str, uuid.UUID],
) -> None:
    """The framework itself. Raises DraftRefused when it replaces one that is not there."""
    replaced = None if identity.replaces is None else await repository.find_framework(session, identity.replaces)
    if identity.replaces is not None and replaced is None:
        en, vi = f"There is no framework {identity.replaces!r}.", f"Không có bộ chỉ số {identity.replaces!r}."
        raise errors.DraftRefused(Finding("identity.replaces", en, vi, "unknown"))
    row = {
        "id": service.framework_id(slug),
        "slug": slug,
        "code": identity.code,
        "name": identity.name,
        "document_id": await law.find_id(session, content.source.document),
        "level": identity.level,
        "years": list(identity.years),
        "replaces_id": None if replaced is None else replaced["id"],
        "source_id": sources["source"],
        "certainty": "certain",
        "stated_by": "api",
    }
    await repository.add(session, "frameworks", row)


async def _cite(session: db.Session, content: drafts.Content) -> dict[str, uuid.UUID]:
    """The ids of all grounds by the field that states them. Raises SourceRefused."""
    cited = dict(drafted_rows.citations_of(content))
    return dict(zip(cited, await citations.cite_all(session, cited), strict=True))


async def _record(
    session: db.Session,
    acting: Acting,
    written: versions.Version,
    content: drafts.Content,
    before: drafts.Content | None,
) -> None:
    await audit.record(
        session,
        acting.actor,
        action="framework_draft.create" if before is None else "framework_draft.replace",
        entity_kind="framework_version",
        entity_id=written.version_id,
        occurred_at=acting.clock.now(),
        before=None if before is None else _told(before),
        after={"framework": written.framework, "version": written.version, **_told(content)},
    )


def _told(content: drafts.Content) -> dict[str, Any]:
    return {
        "content_sha256": drafts.content_sha256(content),
        "total_points": content.total_points,
        "components": {
            one.code: {"max_points": one.max_points, "rule": one.rule["kind"]} for _, one in content.components
        },
    }


def _identity_wanted(framework: str) -> Finding:
    return Finding(
        "identity",
        f"There is no framework {framework} yet: say its code, name, level and years.",
        f"Chưa có bộ chỉ số {framework}: hãy nêu mã, tên, cấp và các năm áp dụng.",
        "missing",
    )


def _identity_known(framework: str) -> Finding:
    return Finding(
        "identity",
        f"The framework {framework} is there already; a next version does not say again what it is.",
        f"Bộ chỉ số {framework} đã có; phiên bản kế tiếp không nêu lại.",
        "superfluous",
    )
