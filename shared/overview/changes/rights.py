"""What a caller reads of the feed: of each kind what the written table (`identity.relations`) lets them read."""

from __future__ import annotations

from typing import cast

from shared.identity import access, relations, rights
from shared.identity.values import Principal
from shared.kit import clock, db
from shared.overview.changes import repository, values


async def of(reader: db.Reader, caller: Principal, now: clock.Clock) -> values.Rights:
    """What the caller reads today."""
    standing = await repository.standing_of(reader, caller.organisation, now.today())
    held = frozenset({"coordinating", "other"} if standing["coordinates"] else {"other"})
    kinds = [
        entity
        for entity in values.ENTITIES
        if entity not in values.SCOPES or access.has_scope(caller, values.SCOPES[entity])
    ]
    reading = {entity: rights.reads(caller, cast(relations.Kind, entity)) for entity in values.OWNED}
    wide = [entity for entity in kinds if entity not in reading or reading[entity] & held]
    home = standing["home"]
    return values.Rights(
        home=home,
        organisations=() if home is None else (home, *sorted(standing["predecessors"])),
        wide=tuple(wide),
        own=tuple(entity for entity in kinds if entity not in wide),
    )
