"""The one kind of route: guarded before its body is read, its JSON read strictly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.kit import errors
from shared.kit.web import strict_json

Guard = Callable[[Request, str], Awaitable[None]]


class NotJsonContent(errors.UnsupportedMedia):
    """Send Content-Type: application/json."""

    vi = "Hãy gửi với Content-Type: application/json."


class NotFormContent(errors.UnsupportedMedia):
    """Send Content-Type: multipart/form-data."""

    vi = "Hãy gửi với Content-Type: multipart/form-data."


class UnknownParameters(errors.Invalid):
    """The address does not take these parameters; a misspelt filter must not return everything."""

    vi = "Địa chỉ này không nhận các tham số đó; một bộ lọc viết sai không được trả về toàn bộ."


class BodyNotTaken(errors.Invalid):
    """This address takes no body; what was said in it would be lost."""

    vi = "Địa chỉ này không nhận nội dung; điều đã nêu trong đó sẽ bị mất."


class RouteWithoutRule(RuntimeError):
    """A route has no written access rule: the process must not start."""


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """The body as strict JSON; that an empty one is missing is FastAPI's to say, where the route needs one."""
        if not hasattr(self, "_strict"):
            body = await self.body()
            self._strict = strict_json.parse(body) if body else {}
        return self._strict


class GuardedRoute(APIRoute):
    """A route that asks the application's guard first, so that nobody uploads before being known."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler. Reading the body here keeps our errors: FastAPI would turn them into a bare 400."""
        handler = super().get_route_handler()
        operation = self.operation_id or ""
        wanted = None if self.body_field is None else _content_type(self)
        known = _query_names(self.dependant) if self.path.startswith("/v1/") else None

        async def guarded(request: Request) -> Response:
            await request.app.state.guard(request, operation)
            strict = StrictRequest(request.scope, request.receive)
            if known is not None and not known.issuperset(strict.query_params):
                raise UnknownParameters(*(_unknown(name) for name in strict.query_params if name not in known))
            if wanted is not None:
                sent = request.headers.get("content-type", wanted).partition(";")[0].strip().lower()
                if sent != wanted:
                    raise NotJsonContent if wanted == "application/json" else NotFormContent
                await (strict.json() if wanted == "application/json" else strict.form(max_files=1, max_fields=8))
            elif request.method != "GET" and await strict.json() != {}:
                raise BodyNotTaken(errors.Finding("body", "Leave it out.", "Hãy bỏ trống.", "extra_forbidden"))
            return await handler(strict)

        return guarded


def router() -> APIRouter:
    """A router of guarded routes; an address is matched exactly (no redirect on a trailing slash)."""
    return APIRouter(route_class=GuardedRoute, redirect_slashes=False)


def check(app: FastAPI, rules: Iterable[str], *, open_paths: Iterable[str] = ()) -> None:
    """Raises RouteWithoutRule unless every route is guarded by a written rule or is one of `open_paths` by name."""
    known, free = set(rules), set(open_paths)
    for route in flat(app.routes):
        path = getattr(route, "path", "")
        if isinstance(route, GuardedRoute) and route.operation_id in known:
            continue
        if not isinstance(route, APIRoute) and path in free:
            continue
        raise RouteWithoutRule(
            f"{path} ({getattr(route, 'operation_id', None)}) has no access rule; write one in access.py"
        )


def flat(routes: Iterable[BaseRoute]) -> Iterable[BaseRoute]:
    """All single routes, those of included routers too."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", route), "routes", None)  # FastAPI keeps an included router
        if inner and not isinstance(route, APIRoute) and not getattr(route, "path", ""):
            yield from flat(inner)
        else:
            yield route


def _query_names(dependant: Dependant) -> frozenset[str]:
    own = {field.alias for field in dependant.query_params}
    return frozenset(own.union(*(_query_names(inner) for inner in dependant.dependencies)))


def _unknown(name: str) -> errors.Finding:
    return errors.Finding(name, "There is no such parameter.", "Không có tham số này.", "extra_forbidden")


def _content_type(route: APIRoute) -> str:
    """What the route takes; FastAPI makes the whole body a form when any part of it, however deep, is one."""
    takes_form = route.body_field is not None and isinstance(route.body_field.field_info, params.Form)
    return "multipart/form-data" if takes_form else "application/json"
