"""What can be asked of draws."""

from __future__ import annotations

import asyncio
import uuid

from shared.analysis.robustness import draws, errors, repository, rules, shown, values
from shared.frameworks import service as frameworks
from shared.kit import db, exact_json
from shared.kit.errors import Finding

# Draws × `draws.products`: about two seconds of a core. The provinces' components a thousand times are 6 million.
_MOST_PRODUCTS = 100_000_000


async def ask(reader: db.Reader, asked: values.Asked) -> bytes:
    """How often each organisation comes where, as JSON. Nothing is written.

    Raises NoSuchFramework, DrawsRefused, NothingToRank.
    """
    _check(asked)
    framework_id = await frameworks.id_of(reader, "framework", asked.framework)
    entrants, absent = await _entrants(reader, asked, framework_id)
    if len(entrants) < 2:
        raise errors.NothingToRank(framework=asked.framework, year=asked.year)
    products = draws.products(entrants, asked)
    if products * asked.draws > _MOST_PRODUCTS:
        most = max(1, _MOST_PRODUCTS // products)
        en, vi = f"At most {most} for so many organisations.", f"Nhiều nhất {most} với số cơ quan này."
        raise errors.DrawsRefused(Finding("draws", en, vi, "less_than_equal"))
    found = await asyncio.to_thread(draws.spreads, entrants, asked)  # other requests are answered meanwhile
    return exact_json.dump(shown.answer(asked, found, absent))


async def _entrants(
    reader: db.Reader, asked: values.Asked, framework_id: uuid.UUID
) -> tuple[list[values.Entrant], list[values.Absent]]:
    published = asked.column == "published"
    rows = (
        await repository.published(reader, framework_id, asked.year)
        if published
        else await repository.computed(reader, framework_id, asked.year, asked.column)
    )
    structures = await frameworks.structures(reader, sorted({row["framework_version_id"] for row in rows}))
    read = rules.published if published else rules.computed
    found = [read(row, structures[row["framework_version_id"]]) for row in rows]
    entrants = [one for one in found if isinstance(one, values.Entrant)]
    return entrants, [one for one in found if isinstance(one, values.Absent)]


def _check(asked: values.Asked) -> None:
    """Raises DrawsRefused for a method that the column has nothing for."""
    method = asked.method
    if isinstance(method, values.Undecided) and asked.column != "verified":
        en, vi = "Decisions move verified alone.", "Kết luận chỉ làm thay đổi cột verified."
        raise errors.DrawsRefused(Finding("column", en, vi, "contradiction"))
    if isinstance(method, values.Weights) and method.level == "component" and asked.column == "published":
        en, vi = "Components are not published.", "Điểm chỉ số thành phần không được công bố."
        raise errors.DrawsRefused(Finding("method.level", en, vi, "contradiction"))
