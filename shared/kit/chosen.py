"""How a statement asks for what has these ids: for one alone by an equality, so that PostgreSQL keeps its plan.

Of `= ANY (…)` a plan that serves any ids reckons with ten. Where a table is large that looks dearer than a plan for the
one that is asked for, and the statement is planned anew each time: for the claims and papers of one assessment among
thousands that is half of what they cost. Two texts are two prepared statements, each with the plan that fits it.
"""

from __future__ import annotations

from collections.abc import Sequence


def among(given: str, ids: Sequence[object]) -> str:
    """The condition on a column: one of `given`, an array in SQL (`$1::uuid[]`) that will hold these ids."""
    return f"= ({given})[1]" if len(ids) == 1 else f"= ANY ({given})"
