"""What sources say of components of two versions: frozen when the later is published; between frameworks never."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.frameworks import crosswalk, crosswalks_repository, errors, succession_repository
from shared.kit import db
from shared.kit.errors import Finding
from shared.law import citations


@dataclass(frozen=True)
class Said:
    """A component of the earlier version (code) is one of the later; null: it has no counterpart. On this ground."""

    before: str | None
    after: str | None
    source: citations.Citation


@dataclass(frozen=True)
class Between:
    """The two versions that something is said of; `etag` changes with what is said."""

    before: uuid.UUID
    after: uuid.UUID
    etag: str


async def find(reader: db.Reader, framework: str, number: int, before: str) -> Between:
    """The versions by `framework` and `number`, and `before` as `slug@version`; what is said of them has an ETag.

    Raises FrameworkNotFound, and NoSuchVersion naming `from`.
    """
    after = await crosswalks_repository.find_any(reader, framework, number)
    if after is None:
        raise errors.FrameworkNotFound(framework=f"{framework}@{number}")
    key, _, wanted = before.partition("@")
    numbered = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else None
    earlier = None if wanted and numbered is None else await crosswalks_repository.find(reader, key, numbered)
    if earlier is None or earlier == after:
        vi = f"Không có phiên bản {before} nào khác đã công bố; viết dti-922@1."
        where = Finding("from", f"There is no other published version {before}; write dti-922@1.", vi, "unknown")
        raise errors.NoSuchVersion(where, version=before)
    ids = await crosswalks_repository.statements(reader, earlier, after)
    return Between(earlier, after, hashlib.sha256("".join(map(str, ids)).encode()).hexdigest()[:16])


async def listed(reader: db.Reader, between: Between) -> dict[str, Any]:
    """What is said of two versions now, each with its source."""
    items = [
        {"from": said["before"], "to": said["after"], "certainty": said["certainty"], "source": said["source"]}
        for said in await crosswalks_repository.sources_of(reader, between.before, between.after)
        if said["onward"]
    ]
    return {"items": items, "next": None}


async def state(
    session: db.Session,
    acting: Acting,
    *,
    framework: str,
    number: int,
    before: str,
    said: Sequence[Said],
    match: Callable[[object], None],
) -> Between:
    """Put these statements in the place of what was said of two versions; that stays readable as it was known.

    Raises FrameworkNotFound, NoSuchVersion, what `match` raises, PublishedVersionIsImmutable for a published version of
    the same framework, CorrespondenceRefused, SourceRefused.
    """
    await succession_repository.lock(session)
    reader = await db.reading(session)
    between = await find(reader, framework, number, before)
    match(between.etag)
    previous = await crosswalks_repository.earlier(reader, between.after)
    heads = await succession_repository.heads(session, [between.before, between.after])
    earlier, later = heads[between.before], heads[between.after]
    if earlier["framework_id"] == later["framework_id"]:
        if later["status"] != "draft":
            raise errors.PublishedVersionIsImmutable(framework=framework, version=number)
        if previous != between.before:
            vi = "Trong một bộ chỉ số chỉ đối chiếu với phiên bản liền trước."
            where = Finding("from", "Inside a framework, only with the version just before.", vi, "not_previous")
            raise errors.CorrespondenceRefused(where)
    codes = await succession_repository.components(session, [between.before, between.after])
    stated = [crosswalk.Stated(one.before, one.after) for one in said]
    wrong = crosswalk.statement_findings(stated, codes[between.before], codes[between.after])
    if wrong:
        raise errors.CorrespondenceRefused(*wrong)
    sources = await citations.cite_all(
        session, {f"correspondences.{place}.source": one.source for place, one in enumerate(said)}
    )
    await succession_repository.restate(
        session,
        between.before,
        between.after,
        [
            {"from_code": one.before, "to_code": one.after, "place": place, "source_id": source}
            for place, (one, source) in enumerate(zip(said, sources, strict=True))
        ],
        acting.actor.subject,
    )
    await audit.record(
        session,
        acting.actor,
        action="framework.correspond",
        entity_kind="framework_version",
        entity_id=between.after,
        occurred_at=acting.clock.now(),
        after={"from": before, "correspondences": [[one.before, one.after] for one in said]},
    )
    return await find(reader, framework, number, before)
