"""The one kind of route: guarded before its body is read, its JSON read strictly."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, request_response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.kit import errors, strict_json
from shared.kit.web import arguments, entrance, forms, idempotency, measuring, precedence, rate_limits, table_files

Guard = Callable[[Request, str], Awaitable[None]]
_MOST_NAMED = 5  # in one sentence; the findings name them all
# In the OpenAPI document: this POST writes nothing.
ONLY_ASKS = "x-only-asks"
_NO_PARAMETER = errors.Phrase("không có", "none")


class NotJsonContent(errors.UnsupportedMedia):
    """Send Content-Type: application/json."""

    vi = "Hãy gửi với Content-Type: application/json."


class NotFormContent(errors.UnsupportedMedia):
    """Send Content-Type: multipart/form-data."""

    vi = "Hãy gửi với Content-Type: multipart/form-data."


class UnknownParameters(errors.Invalid):
    """This address takes no parameter {sent}; a misspelt filter must not return everything. Accepted: {accepted}."""

    vi = (
        "Địa chỉ này không nhận tham số {sent}. Yêu cầu bị từ chối để một bộ lọc viết sai không trả về toàn bộ danh"
        " sách. Tham số được nhận: {accepted}."
    )


class ParametersTwice(errors.Invalid):
    """A parameter is sent twice, and only one value can hold; see the fields."""

    vi = "Mỗi tham số chỉ được gửi một lần, vì chỉ một giá trị có hiệu lực; xem danh sách trường."


class BodyNotTaken(errors.Invalid):
    """This address takes no body; what was said in it would be lost."""

    vi = "Địa chỉ này không nhận nội dung (body); những gì gửi trong đó sẽ không được ghi lại."


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

    async def read_table_file(self) -> None:
        """Read a table file now, for whoever asks for `TableFile`. Raises what `table_files.read` raises."""
        async with contextlib.aclosing(self.stream()) as stream:
            self.scope["table_file"] = await table_files.read(self.headers, stream)

    async def read_form(self, parts: forms.Parts) -> None:
        """Read the form now; whoever asks for it later gets it and closes it. Raises what `forms.read` raises."""
        async with contextlib.aclosing(self.stream()) as stream:
            self._form = await forms.read(self.headers, stream, parts)


class AskingRouteWrites(RuntimeError):
    """A route that only asks was given the write door: the process must not start."""


class GuardedRoute(APIRoute):
    """A route that asks the application's guard first, so that nobody uploads before being known."""

    only_asks = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.takes_rows = table_files.takes_one(self.dependant)
        # What `Directory` asks for an answer; a plain reading is answered without FastAPI's solver and its stacks.
        planned = arguments.plan(self)
        self.answer: ASGIApp = self.app if planned is None else self._planned(planned)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Never an address that belongs to a more literal path, so that no method of this one is taken there."""
        found, inner = super().matches(scope)
        address = entrance.below_root(scope)
        if found is not Match.NONE and precedence.yields(scope["app"].state.before, self.path, address):
            return Match.NONE, {}
        return found, inner

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler. Reading the body here keeps our errors: FastAPI would turn them into a bare 400."""
        handler = super().get_route_handler()
        operation = self.operation_id or ""
        wanted = None if self.body_field is None else _content_type(self)
        optional = self.body_field is not None and not self.body_field.field_info.is_required()
        parts = forms.parts_of(self.dependant)
        known = self._known()
        takes_file = table_files.takes_one(self.dependant)
        takes_key = self.path.startswith("/v1/") and bool((self.methods or set()) & idempotency.METHODS)
        takes_key = takes_key and not self.only_asks

        async def guarded(request: Request) -> Response:
            measuring.answers(request.scope, operation)
            await _admit(request, operation)
            key = idempotency.key_of(request) if takes_key else None
            strict = StrictRequest(request.scope, request.receive)
            if known is not None and strict.query_params:
                _check_query(strict, known)
            if takes_file:
                await strict.read_table_file()
            elif not (optional and not await strict.body()):
                await _read_body(strict, wanted, parts)
            if key is not None:
                form = wanted == "multipart/form-data"
                return await idempotency.once(strict, key, operation, handler, form=form)
            return await handler(strict)

        return guarded

    def _planned(self, plan: arguments.Plan) -> ASGIApp:
        """The same for a plain reading: guard, names of parameters, answer; there is no body. What is wrong with a
        value is FastAPI's to say."""
        operation, known = self.operation_id or "", self._known()
        refused = request_response(super().get_route_handler())

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            request = StrictRequest(scope, receive)
            measuring.answers(scope, operation)
            await _admit(request, operation)
            if known is not None and scope["query_string"]:
                _check_query(request, known)
            try:
                response = await plan.answer(request, {})
            except arguments.NotPlain:
                response = refused
            await response(scope, receive, send)

        return answer

    def _known(self) -> frozenset[str] | None:
        """The query parameters that may be sent; None where whatever is sent is left alone."""
        return _query_names(self.dependant) if self.path.startswith("/v1/") else None


class AskingRoute(GuardedRoute):
    """A POST that asks and writes nothing: its question is a body, because it is too long for an address.

    It may be repeated as it is, so an `Idempotency-Key` is not looked at, as with GET: keeping the answer would be the
    only thing written. `check` holds that it never has the write door.
    """

    only_asks = True

    def __init__(self, *given: Any, **named: Any) -> None:
        named["openapi_extra"] = {**(named.get("openapi_extra") or {}), ONLY_ASKS: True}
        super().__init__(*given, **named)


def router() -> APIRouter:
    """A router of guarded routes; an address is matched exactly (no redirect on a trailing slash)."""
    return APIRouter(route_class=GuardedRoute, redirect_slashes=False)


def asking_router() -> APIRouter:
    """A router of POSTs that write nothing."""
    return APIRouter(route_class=AskingRoute, redirect_slashes=False)


def check(
    app: FastAPI, rules: Iterable[str], *, open_paths: Iterable[str] = (), write_door: Callable[..., Any] | None = None
) -> None:
    """Raises RouteWithoutRule unless every route is guarded by a written rule or is one of `open_paths` by name, and
    AskingRouteWrites when one that only asks depends on `write_door`."""
    known, free = set(rules), set(open_paths)
    for route in flat(app.routes):
        path = getattr(route, "path", "")
        if isinstance(route, AskingRoute) and write_door in _calls(route.dependant):
            raise AskingRouteWrites(
                f"{path} ({route.operation_id}) says that it only asks, and asks for the write door"
            )
        if isinstance(route, GuardedRoute) and route.operation_id in known:
            continue
        if not isinstance(route, APIRoute) and path in free:
            continue
        raise RouteWithoutRule(
            f"{path} ({getattr(route, 'operation_id', None)}) has no access rule; write one in access.py"
        )


def settle(app: FastAPI) -> None:
    """Decide which path each address belongs to; once all routes are there."""
    app.state.before = precedence.of(route.path for route in flat(app.routes) if isinstance(route, APIRoute))


def flat(routes: Iterable[BaseRoute]) -> Iterable[BaseRoute]:
    """All single routes, those of included routers too."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", route), "routes", None)  # FastAPI keeps an included router
        if inner and not isinstance(route, APIRoute) and not getattr(route, "path", ""):
            yield from flat(inner)
        else:
            yield route


async def _admit(request: Request, operation: str) -> None:
    """Ask who calls, then count the request; who is refused is counted as well, or guessing would cost nothing."""
    rates: rate_limits.RateLimits | None = request.app.state.rates
    try:
        await request.app.state.guard(request, operation)
    except (errors.Unauthenticated, errors.Forbidden):
        if rates is not None:
            await rates.check(request, operation)
        raise
    if rates is not None:
        await rates.check(request, operation)


def methods_at(app: FastAPI, scope: Scope) -> list[str]:
    """The methods that are taken at the scope's path, whichever route there was met first (RFC 9110, 15.5.6)."""
    at_path = (one for one in flat(app.routes) if one.matches(scope)[0] is not Match.NONE)
    return sorted({method for route in at_path for method in getattr(route, "methods", None) or ()})


def _check_query(request: Request, known: frozenset[str]) -> None:
    """Raises UnknownParameters, ParametersTwice: of two values one would win without a word."""
    sent = [name for name, _ in request.query_params.multi_items()]
    if known.issuperset(sent) and len(set(sent)) == len(sent):
        return
    if unknown := [name for name in dict.fromkeys(sent) if name not in known]:
        named = [*unknown[:_MOST_NAMED], *(["…"] if len(unknown) > _MOST_NAMED else [])]
        raise UnknownParameters(*map(_unknown, unknown), sent=named, accepted=sorted(known) or _NO_PARAMETER)
    if twice := [_twice(name) for name in dict.fromkeys(sent) if sent.count(name) > 1]:
        raise ParametersTwice(*twice)


async def _read_body(request: StrictRequest, wanted: str | None, parts: forms.Parts) -> None:
    """Read the body as the route takes it. Raises UnsupportedMedia of the kind wanted, BodyNotJson, BodyNotTaken,
    FormUnreadable, PartTooLarge, PartsWrong."""
    if wanted is None:
        if request.method != "GET" and await request.json() != {}:
            raise BodyNotTaken(errors.Finding("body", "Leave it out.", "Hãy bỏ trống.", "extra_forbidden"))
        return
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != wanted:
        raise NotJsonContent if wanted == "application/json" else NotFormContent
    if wanted == "application/json":
        await request.json()
        return
    await request.read_form(parts)


def _twice(name: str) -> errors.Finding:
    return errors.Finding(name, "Sent twice.", "Gửi hai lần.", "twice")


def _query_names(dependant: Dependant) -> frozenset[str]:
    own = {field.alias for field in dependant.query_params}
    return frozenset(own.union(*(_query_names(inner) for inner in dependant.dependencies)))


def _calls(dependant: Dependant) -> set[Any]:
    """Everything that a route depends on, however deep."""
    return {dependant.call}.union(*map(_calls, dependant.dependencies))


def _unknown(name: str) -> errors.Finding:
    return errors.Finding(name, "There is no such parameter.", "Không có tham số này.", "extra_forbidden")


def _content_type(route: APIRoute) -> str:
    """What the route takes; FastAPI makes the whole body a form when any part of it, however deep, is one."""
    takes_form = route.body_field is not None and isinstance(route.body_field.field_info, params.Form)
    return "multipart/form-data" if takes_form else "application/json"
