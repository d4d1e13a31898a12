"""A version succeeds another: as which of its components each earlier one lives on. Written when it is published."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from shared.frameworks import crosswalk, errors, succession_repository
from shared.kit import db
from shared.kit.errors import Finding


@dataclass(frozen=True)
class Succession:
    """How a version follows another: `edges` between their components by code; None before the first version."""

    before: uuid.UUID | None
    edges: tuple[crosswalk.Edge, ...]


async def of(session: db.Session, version: uuid.UUID) -> Succession:
    """How a version, draft or not, follows the newest one before it.

    Raises CorrespondenceRefused when a statement names a component that one of the two does not have.
    """
    before = await succession_repository.earlier(session, version)
    if before is None:
        return Succession(None, ())
    codes = await succession_repository.components(session, [before, version])
    said = [crosswalk.Stated(**row) for row in await succession_repository.stated(session, before, version)]
    wrong = crosswalk.statement_findings(said, codes[before], codes[version])
    if wrong:
        raise errors.CorrespondenceRefused(*wrong)
    return Succession(before, crosswalk.edges(codes[before], codes[version], said, same_framework=True))


async def check_version(reader: db.Reader, field: str, of: uuid.UUID, number: int) -> None:
    """A version with this number, not a draft, is of the same framework as the version `of`.

    Raises NoSuchVersion naming the field.
    """
    if await succession_repository.sibling(reader, of, number) is None:
        vi = f"Bộ chỉ số này không có phiên bản {number} đã công bố."
        where = Finding(field, f"The framework has no published version {number}.", vi, "unknown")
        raise errors.NoSuchVersion(where, version=number)


async def record(session: db.Session, version: uuid.UUID) -> int:
    """Write which components, of all versions before, each component of a version comes from; rows written.

    To be called by the transaction that publishes the version. Raises CorrespondenceRefused.
    """
    found = await of(session, version)
    if found.before is None:
        return 0
    ids = await succession_repository.components(session, [found.before, version])
    alone = crosswalk.alone(found.edges)
    steps = [
        {
            "before": ids[found.before][edge.before],
            "after": ids[version][edge.after],
            "alone": (edge.before, edge.after) in alone,
        }
        for edge in found.edges
    ]
    return await succession_repository.add(session, version, found.before, steps)
