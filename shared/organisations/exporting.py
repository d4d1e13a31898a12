"""The export of the register as a file."""

from __future__ import annotations

import functools

import anyio.to_thread

from shared.kit import db
from shared.kit.moment import Moment
from shared.organisations import register_repository as repository
from shared.organisations import register_table


async def export(reader: db.Reader, at: Moment, kind: str) -> bytes:
    """The organisations in force on a day as a file, read by one statement. `kind`: csv, csv-excel or xlsx."""
    rows = await repository.list_exported(reader, at)
    return await anyio.to_thread.run_sync(functools.partial(register_table.written, rows, kind))
