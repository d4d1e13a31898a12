"""Which route answers an address: looked up segment by segment, not tried route after route.

FastAPI asks each route of each included router whether it matches; that costs as much as reading a page. What is found
here is what it would find (a test compares): a literal segment goes before a parameter, as `precedence` says, and of
two routes for one method the one that was written first. Whatever is not found (nothing there, another method) is left
to the router behind, which knows how to refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.kit.web import entrance, routes

_PARAMETER = re.compile(r"\{([A-Za-z_]\w*)\}")


class PathNotPlain(RuntimeError):
    """A path whose parameters are not whole segments: the process must not start."""


@dataclass(slots=True)
class _Place:
    """What follows a beginning of a path, and the routes that end there."""

    literal: dict[str, _Place] = field(default_factory=dict)
    parameter: _Place | None = None
    routes: dict[str, tuple[routes.GuardedRoute, tuple[str, ...]]] = field(default_factory=dict)


class Directory:
    """ASGI in front of a router. Raises PathNotPlain."""

    def __init__(self, rest: ASGIApp, known: Iterable[routes.GuardedRoute]) -> None:
        self._rest = rest
        self._root = _Place()
        for route in known:
            self._add(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        found = None
        if scope["type"] == "http":
            found = self.find(scope["method"], entrance.below_root(scope))
        if found is None:
            await self._rest(scope, receive, send)
            return
        route, scope["path_params"] = found
        scope["route"], scope["endpoint"] = route, route.endpoint
        await route.answer(scope, receive, send)

    def find(self, method: str, path: str) -> tuple[routes.GuardedRoute, dict[str, str]] | None:
        """The route and what stands in the place of its parameters."""
        taken: list[str] = []
        place = _walk(self._root, path.split("/"), 0, taken)
        if place is None or method not in place.routes:
            return None
        route, names = place.routes[method]
        return route, dict(zip(names, taken, strict=True))

    def _add(self, route: routes.GuardedRoute) -> None:
        place, names = self._root, []
        for segment in route.path.split("/"):
            if parameter := _PARAMETER.fullmatch(segment):
                names.append(parameter[1])
                place.parameter = place.parameter or _Place()
                place = place.parameter
            elif "{" in segment:
                raise PathNotPlain(f"{route.path}: {segment} is neither literal nor a parameter")
            else:
                place = place.literal.setdefault(segment, _Place())
        for method in route.methods or ():
            place.routes.setdefault(method, (route, tuple(names)))


def _walk(place: _Place, segments: list[str], at: int, taken: list[str]) -> _Place | None:
    """The place where the segments end at a route, with what the parameters took; literal segments first."""
    if at == len(segments):
        return place if place.routes else None
    segment = segments[at]
    inner = place.literal.get(segment)
    if inner is not None and (found := _walk(inner, segments, at + 1, taken)) is not None:
        return found
    if place.parameter is None or not segment:
        return None
    taken.append(segment)
    found = _walk(place.parameter, segments, at + 1, taken)
    if found is None:
        taken.pop()
    return found
