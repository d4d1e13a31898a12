"""The two times of a reading: `as_of`, a day in the world, and `known_at`, an instant of knowledge."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """`known_at` is None for the present. Statements read it as `least($n, now())`: nobody knows the future."""

    as_of: dt.date
    known_at: dt.datetime | None = None


# How an answer says both: the database's own now, so that sending it back as `known_at` repeats the answer.
JSON = """'as_of', CAST($1 AS date), 'known_at',
    to_char(least(CAST($2 AS timestamptz), now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
