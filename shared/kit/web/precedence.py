"""To which path an address belongs when several match: the most literal one, whatever its methods are.

`/v1/tasks/import` is that address only and never a task of the name `import`, also for a method that only tasks have;
OpenAPI says the same of its paths ("concrete paths are matched before templated ones"). Where both have parameters,
the first segment in which they differ decides: `/v1/targets/sets/{target_set}` before `/v1/targets/{target}/progress`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from starlette.routing import compile_path

# Of a path, the patterns of those that take its addresses from it.
Before = Mapping[str, tuple[re.Pattern[str], ...]]


def of(paths: Iterable[str]) -> Before:
    """Which paths go before which; those that yield to nobody are left out."""
    known = sorted(set(paths))
    found = {path: tuple(_pattern(one) for one in known if _goes_before(one, path)) for path in known if "{" in path}
    return {path: patterns for path, patterns in found.items() if patterns}


def yields(before: Before, path: str, address: str) -> bool:
    """Whether an address that `path` matches belongs to another path."""
    return any(pattern.match(address) for pattern in before.get(path, ()))


def _goes_before(one: str, other: str) -> bool:
    """Whether both match some address and the first segment in which only one has a parameter is literal in `one`."""
    ours, theirs = one.split("/"), other.split("/")
    if len(ours) != len(theirs):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    if any(a != b and not (_is_parameter(a) or _is_parameter(b)) for a, b in pairs):
        return False
    return [_is_parameter(a) for a in ours] < [_is_parameter(b) for b in theirs]


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _pattern(path: str) -> re.Pattern[str]:
    return compile_path(path)[0]
