"""All SQL of the coverage: a file for each list, and one for how many it is of. It writes nothing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from shared.kit import db
from shared.overview import duties
from shared.overview.coverage import values

_PACKAGE = __package__ or ""
# The parameters of `reported.sql` of the duties, by what they are called here.
_RENAMED = {"$8": "$6", "$9": "$7"}


async def scope(
    reader: db.Reader,
    assessment: uuid.UUID | None,
    framework: uuid.UUID | None,
    year: int,
    known_at: dt.datetime | None,
) -> dict[str, Any] | None:
    """`framework_id`, `framework` (slug), `version_id`, `version`, `year` (of the assessment), as known at an instant;
    None: there is none."""
    return await reader.row(_sql("scope"), assessment, framework, year, known_at)


async def lists(
    reader: db.Reader, asked: values.Asked, names: Sequence[values.Name], *, after: tuple[Any, ...], limit: int
) -> bytes:
    """The lists as JSON, in the order given. One statement."""
    return (
        await reader.json(
            _lists(tuple(names)),
            asked.as_of,
            asked.known_at,
            asked.scope.year,
            asked.scope.framework_id,
            asked.scope.version_id,
            list(asked.organisations),
            asked.wide,
            limit,
            *after,
        )
        or b""
    )


@cache
def _lists(names: tuple[values.Name, ...]) -> str:
    return _sql("lists").replace("{lists}", ",\n".join(_one(name) for name in names))


def _one(name: values.Name) -> str:
    why = values.WHY[name]
    said = {"name": name, "vi": _literal(why.vi), "en": _literal(why.en), "of": _sql(f"{name}_of"), "rows": _sql(name)}
    return re.sub(r"\{(name|vi|en|of|rows)\}", lambda found: said[found[1]], _sql("one_list")).replace(
        "{reported}", _reported()
    )


def _reported() -> str:
    sql = db.statement(duties.__name__, "reported")
    return re.sub(r"\$[89]", lambda found: _RENAMED[found[0]], sql)


def _literal(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _sql(name: str) -> str:
    return db.statement(_PACKAGE, name)
