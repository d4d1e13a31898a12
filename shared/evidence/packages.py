"""The size of a ZIP package's table of contents, read from the record at its end before anything unpacks the table.

Python's zipfile makes an object of every entry: a forged table of 50 MB costs 13 seconds and 380 MB of memory.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

# An office document of a thousand pages has some hundred parts.
MAX_ENTRIES = 10_000
MAX_TABLE_BYTES = 1_000_000  # zipfile goes by this, whatever the number of entries is said to be
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_LONGEST_COMMENT = 65_535


class Refused(ValueError):
    """The package has no readable end record, or a table of contents beyond the bounds."""


def check(file: Path) -> None:
    """Raises Refused. Reads at most the last 64 KiB and one record."""
    with file.open("rb") as source:
        size = source.seek(0, os.SEEK_END)
        before = max(0, size - _END.size - _LONGEST_COMMENT)
        source.seek(before)
        tail = source.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise Refused
        *_, entries, table_bytes, _, _ = _END.unpack_from(tail, at)
        source.seek(max(0, before + at - _LOCATOR_64.size))
        locator = source.read(_LOCATOR_64.size)
        if locator.startswith(b"PK\x06\x07"):
            # zipfile, too, looks for the wide record directly before its locator.
            source.seek(max(0, before + at - _LOCATOR_64.size - _END_64.size))
            wide = source.read(_END_64.size)
            if len(wide) == _END_64.size and wide.startswith(b"PK\x06\x06"):
                *_, wide_entries, wide_bytes, _ = _END_64.unpack(wide)
                entries, table_bytes = max(entries % 0xFFFF, wide_entries), max(table_bytes % 0xFFFFFFFF, wide_bytes)
    if entries > MAX_ENTRIES or table_bytes > MAX_TABLE_BYTES:
        raise Refused
