"""Many rows at once: COPY into a temporary table, then one INSERT.

COPY is what PostgreSQL takes rows by fastest; a table with row level security takes none that way. So the rows land
in a table of this transaction's own, and one statement carries them over, through policies and triggers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.kit import db

_numbers = itertools.count(1)


async def copy(session: db.Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows (tuples in the order of `columns`) into a table, in this transaction; how many.

    Raises what the INSERT raises: constraints, policies and triggers of the table hold as for any other.
    """
    listed = ", ".join(columns)
    definition = f"ON COMMIT DROP AS SELECT {listed} FROM {table} WITH NO DATA"
    staged = await _filled(session, definition, list(columns), rows)
    return await db.execute(session, f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {staged}")


async def stage(session: db.Session, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows in a temporary table of this transaction, for one statement that judges them all (name → type of each
    column); the table's name."""
    defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return await _filled(session, f"({defined}) ON COMMIT DROP", list(columns), rows)


async def _filled(session: db.Session, definition: str, columns: list[str], rows: Iterable[Sequence[Any]]) -> str:
    name = f"staged_{next(_numbers)}"
    await db.execute(session, f"CREATE TEMPORARY TABLE {name} {definition}")
    connection = await db.driver(session)
    await connection.copy_records_to_table(name, records=rows, columns=columns)
    return name
