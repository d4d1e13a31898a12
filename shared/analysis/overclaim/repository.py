"""All SQL of over-claim. It writes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

from shared.assessments import values
from shared.kit import db
from shared.kit.where import Where


async def list_page(
    reader: db.Reader, wanted: values.Filter, *, agency: str | None, after: tuple[Any, ...], limit: int, total: bool
) -> bytes:
    """A page of claimants with `next_keys`, the largest gap first."""
    of_assessments = Where(limit)
    of_assessments.add("v.framework_id = {0}", wanted.framework_id)
    of_assessments.add("a.organisation_id = {0}", wanted.organisation_id)
    of_assessments.add("a.year = {0}", wanted.year)
    chosen = str(of_assessments)
    place = Where(*of_assessments.args)
    place.add("g.organisation = {0}", agency)
    everybody = str(place)
    place.add("(-g.gap, g.organisation) > (-{0}::numeric, {1})", *after)
    return await reader.json(_page(chosen, str(place), everybody if total else None), *place.args) or b""


@cache
def _page(chosen: str, where: str, counted: str | None) -> str:
    """The page's statement; the same filters give the same text, so that it is prepared once."""
    total = "" if counted is None else f", 'total', (SELECT count(*) FROM agencies g WHERE true {counted})"
    sql = db.statement(__package__ or "", "by_agency")
    return sql.replace("{chosen}", chosen).replace("{where}", where).replace("{total}", total)
