"""Frameworks that tests draft and publish by the product's own way; their figures are the tests' own and no law."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.audit.acting import Acting
from shared.audit.service import Actor
from shared.frameworks import drafting, drafts, publishing, versions
from shared.kit import clock, db
from shared.law import citations

DOCUMENT = "quyet-dinh-742-qd-ubnd-2022"
SOURCE = drafts.Cited(DOCUMENT, "Phụ lục")
PUBLISHED_BY = citations.Citation(DOCUMENT, "Điều 1")
IDENTITY = drafts.Identity("Thử/QĐ", "Bộ chỉ số thử", "department", (2022,))
YES_NO: Mapping[str, Any] = {"kind": "yes_no"}


def component(code: str, maximum: str | None, rule: Mapping[str, Any] | None = None, **more: Any) -> drafts.Component:
    """A component with a maximum and a rule (yes/no by default)."""
    points = None if maximum is None else Decimal(maximum)
    return drafts.Component(code, f"Chỉ số {code}", YES_NO if rule is None else rule, max_points=points, **more)


def content(*indices: drafts.MainIndex, total: str | None = None, **more: Any) -> drafts.Content:
    """A version whose total is the sum of its main indices, unless `total` says otherwise."""
    weights = [index.weight for index in indices if index.weight is not None]
    points = sum(weights, Decimal(0)) if total is None else Decimal(total)
    said: dict[str, Any] = {"not_applicable": "excluded", "pillars": (), "source": SOURCE, **more}
    return drafts.Content("sum_of_points", points, said.pop("not_applicable"), tuple(indices), **said)


def index(number: int, weight: str | None, *components: drafts.Component, **more: Any) -> drafts.MainIndex:
    """A main index."""
    points = None if weight is None else Decimal(weight)
    return drafts.MainIndex(number, f"Chỉ số chính {number}", "foundation", points, components, **more)


SMALL = content(
    index(1, "10", component("1.1", "4"), component("1.2", "6")),
    index(2, "5", component("2.1", "5", {"kind": "granted"})),
)


def acting(now: clock.Clock, organisation: str = "so-thong-tin-va-truyen-thong") -> Acting:
    """The coordinator of the coordinating department."""
    return Acting(Actor("dieu-phoi", "tests", organisation, "request"), now)


async def draft(
    database: db.Database,
    now: clock.Clock,
    slug: str = "thu",
    said: drafts.Content = SMALL,
    identity: drafts.Identity | None = IDENTITY,
) -> versions.Version:
    """Draft a version; `identity` for a framework that is not there yet."""
    async with database.transaction() as session:
        return await drafting.draft(session, acting(now), slug, said, identity)


async def publish(database: db.Database, now: clock.Clock, slug: str = "thu", version: int = 1) -> publishing.Published:
    """Publish a draft."""
    async with database.transaction() as session:
        return await publishing.publish(session, acting(now), slug, version, source=PUBLISHED_BY, match=lambda _: None)


async def published(
    database: db.Database,
    now: clock.Clock,
    slug: str = "thu",
    said: drafts.Content = SMALL,
    identity: drafts.Identity | None = IDENTITY,
) -> uuid.UUID:
    """Draft and publish a version; its id."""
    drafted = await draft(database, now, slug, said, identity)
    return (await publish(database, now, slug, drafted.version)).version.version_id
