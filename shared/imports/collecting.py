"""Python's collector of cycles held while a file's rows are made.

It counts the objects that are made and looks through all that are alive again and again; an import makes a million of
them in a few seconds, all alive, none in a cycle. Measured on 50,000 rows: half of the judging's time was its own.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class _Held:
    """How many imports of this process hold it, and whether it ran before the first."""

    count = 0
    ran = False


@contextmanager
def held() -> Iterator[None]:
    """Within the block the collector does not run by itself; several blocks may overlap."""
    if _Held.count == 0:
        _Held.ran = gc.isenabled()
        gc.disable()
    _Held.count += 1
    try:
        yield
    finally:
        _Held.count -= 1
        if _Held.count == 0 and _Held.ran:
            gc.enable()
