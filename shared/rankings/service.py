"""Rankings: frozen, published, read."""

from __future__ import annotations

import uuid
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db, rows
from shared.kit.errors import Finding
from shared.law import citations
from shared.rankings import errors, freezing, repository, values
from shared.scoring import drift


async def install(session: db.Session, table: str, given: list[rows.Row]) -> int:
    """Store the catalog's `rankings` or `ranking_rows`; rows changed. Raises CatalogLost."""
    return await repository.install(session, table, given)


async def freeze(session: db.Session, acting: Acting, asked: values.Asked) -> tuple[uuid.UUID, bytes]:
    """Rank what stands now and keep it as it is; its id, and it as JSON.

    Raises RankingRefused, NobodyToRank, StillComputing.
    """
    ranking_id = await freezing.freeze(session, acting, asked)
    return ranking_id, await repository.get_written(session, ranking_id)


async def publish(
    session: db.Session, acting: Acting, ranking_id: uuid.UUID, *, citation: citations.Citation | None = None
) -> bytes:
    """Make a frozen ranking public, on a document where one announces it; the ranking as JSON.

    Raises RankingNotFound, RankingPublished, SourceRefused, and what `drift.blocks` raises when a run it rests on
    does not replay to what is stored.
    """
    found = await repository.lock(session, ranking_id)
    if found is None:
        raise errors.RankingNotFound(ranking=ranking_id)
    if found["published_at"] is not None:
        raise errors.RankingPublished(at=found["published_at"])
    await drift.blocks(session, await repository.list_runs(session, ranking_id))
    source_id = None if citation is None else await citations.cite(session, citation)
    now = acting.clock.now()
    await repository.publish(session, ranking_id, at=now, by=acting.actor.subject, source_id=source_id)
    await audit.record(
        session,
        acting.actor,
        action="ranking.publish",
        entity_kind="ranking",
        entity_id=ranking_id,
        occurred_at=now,
        after={"source": source_id and str(source_id)},
    )
    return await repository.get_written(session, ranking_id)


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, after: tuple[Any, ...], limit: int, total: bool = False
) -> bytes:
    """A page of the rankings that the caller sees, newest year first, without rows, as JSON with `next_keys`."""
    return await repository.list_page(reader, wanted, after=after, limit=limit, total=total)


async def filter_group(reader: db.Reader, group: str | None) -> uuid.UUID | None:
    """A list's filter by group. Raises RankingRefused naming the field."""
    if group is None:
        return None
    found = await repository.find_group(reader, group)
    if found is None:
        raise errors.RankingRefused(
            Finding("group", f"There is no group {group!r}.", f"Không có nhóm {group!r}.", "unknown")
        )
    return found


async def get(reader: db.Reader, ranking_id: uuid.UUID) -> bytes:
    """One ranking with its rows, as JSON. Raises RankingNotFound."""
    found = await repository.find(reader, ranking_id)
    if found is None:
        raise errors.RankingNotFound(ranking=ranking_id)
    return found


async def list_rows(
    reader: db.Reader, ranking_id: uuid.UUID, *, after: int | None, limit: int, total: bool = False
) -> bytes:
    """A page of a ranking's rows by position, as JSON with `next_keys`. Raises RankingNotFound."""
    found = await repository.find_rows(reader, ranking_id, after=after, limit=limit, total=total)
    if found is None:
        raise errors.RankingNotFound(ranking=ranking_id)
    return found
