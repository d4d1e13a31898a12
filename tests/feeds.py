"""A reader of the feed in process, and writers of the product's tables on connections of their own."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from shared.identity.values import Principal
from shared.kit import clock, db
from shared.overview.changes import service as changes
from shared.overview.changes import values
from tests import databases

SCOPES = frozenset({"changes:read", "targets:read", "reports:read", "evidence:read", "scores:read"})
TODAY = clock.FakeClock(dt.datetime(2022, 11, 1, 3, 0, tzinfo=dt.UTC))


def principal(
    role: str = "committee", organisation: str = "tinh-tuyen-quang", scopes: frozenset[str] = SCOPES
) -> Principal:
    """A caller of the feed."""
    return Principal(
        f"{role}@{organisation}", "tests", organisation, frozenset({role}), scopes, "t", 2**33, issued_at=0
    )


AGENCY = principal("reporter", "so-noi-vu")
OTHER = principal("reporter", "so-tai-chinh")
ALL = principal("system")


@dataclass
class Copy:
    """What a caller holds after reading the feed, and where it stands."""

    database: db.Database
    caller: Principal = ALL
    place: values.Place | None = None
    rows: dict[tuple[str, str], tuple[int, Any]] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def pull(self, limit: int = 200) -> bool:
        """Read one page; whether there is more."""
        page = await changes.page(self.database, self.caller, TODAY, after=self.place, limit=limit)
        for item in json.loads(page.items):
            self._take(item)
        self.place = page.next
        return page.more

    async def catch_up(self, limit: int = 200) -> Copy:
        """Read until everything is served that was committed when this began, or that its first page moved.

        Whatever else writes in this cluster holds the feed back for a moment, other tests, too. The first page on
        another server gives the heads places of a transaction of its own, so the fence stands behind that page.
        """
        more, end = await self.pull(limit), await fence(self.database)
        async with asyncio.timeout(60):
            while more or (self.place is not None and self.place.xid < end):
                more = await self.pull(limit)
        return self

    def _take(self, item: dict[str, Any]) -> None:
        self.seen.append(item)
        key = (item["entity"], item["id"])
        if item["op"] == "delete":
            self.rows.pop(key, None)
        elif key not in self.rows or self.rows[key][0] <= item["version"]:
            self.rows[key] = (item["version"], item["data"])

    def of(self, entity: str) -> dict[str, Any]:
        """What it holds of one kind, by id."""
        return {key: data for (kind, key), (_, data) in self.rows.items() if kind == entity}


async def fence(database: db.Database) -> int:
    """A transaction that has not begun: everything committed by now lies before it."""
    row = await database.reader.row("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS fence")
    return int((row or {})["fence"])


async def connect(database: db.Database) -> Any:
    """A connection of a writer's own."""
    return await databases.connect(database.url)


async def measure(connection: Any, *, count: int = 1) -> list[str]:
    """Append measurements; their ids."""
    ids = [uuid.uuid4() for _ in range(count)]
    await connection.execute(
        "INSERT INTO measurements (id, target_id, organisation_id, measured_on, value, kind, origin, recorded_by)"
        " SELECT i, (SELECT id FROM targets ORDER BY code LIMIT 1),"
        " (SELECT id FROM organisations WHERE slug = 'so-noi-vu'), '2022-06-30', 1, 'final', 'organisation', 'test'"
        " FROM unnest($1::uuid[]) i",
        ids,
    )
    return [str(one) for one in ids]


async def move(connection: Any, obligation: str, organisation: str) -> None:
    """Give an obligation to another organisation."""
    await connection.execute(
        "UPDATE obligations SET organisation_id = (SELECT id FROM organisations WHERE slug = $2) WHERE id = $1",
        uuid.UUID(obligation),
        organisation,
    )


async def movable(connection: Any, organisation: str = "so-noi-vu") -> str:
    """One more obligation of an organisation, for a year far away, so that it may move to any other."""
    made = uuid.uuid4()
    await connection.execute(
        "INSERT INTO obligations (id, regime_id, organisation_id, year, period, certainty)"
        " SELECT $1, b.regime_id, b.organisation_id, 2000 + (random() * 1e6)::integer, b.period, b.certainty"
        " FROM obligations b JOIN organisations o ON o.id = b.organisation_id WHERE o.slug = $2 LIMIT 1",
        made,
        organisation,
    )
    return str(made)
