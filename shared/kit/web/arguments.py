"""What a reading is called with, worked out once when the process starts instead of at every request.

FastAPI solves a route's dependencies anew each time: it looks at every parameter's annotation, keeps stacks for what
must be closed, collects errors. A reading with plain parameters needs none of that. Each value is validated by
FastAPI's own field; when one does not hold, its own solver is asked to say what is wrong, in its words.
"""

from __future__ import annotations

import datetime as dt
import decimal
import inspect
import types
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import AwareDatetime

_PLAIN = (str, int, float, bool, uuid.UUID, dt.date, dt.datetime, AwareDatetime, decimal.Decimal, type(None))
_NOTHING = object()


class NotPlain(Exception):
    """A value is missing or does not hold: FastAPI's solver must say so."""


class _Field(Protocol):
    """A parameter as FastAPI keeps it."""

    name: str
    field_info: Any

    @property
    def alias(self) -> str:
        """Its name in the address."""

    def validate(self, value: Any, values: dict[str, Any], *, loc: tuple[str, ...]) -> tuple[Any, list[Any]]:
        """The value and no errors, or errors."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    field: _Field
    name: str
    alias: str
    default: object

    def of(self, sent: Mapping[str, str]) -> object:
        """The value that was sent, or the default. Raises NotPlain."""
        value = sent.get(self.alias)
        if value is None:
            if self.default is _NOTHING:
                raise NotPlain
            return self.default
        valid, errors = self.field.validate(value, {}, loc=())
        if errors:
            raise NotPlain
        return valid


@dataclass(frozen=True, slots=True)
class Plan:
    """How to call one function: a route's, or what it depends on."""

    call: Callable[..., Any]
    request_name: str | None
    inner: tuple[tuple[str | None, Plan], ...]
    of_path: tuple[_Parameter, ...]
    of_query: tuple[_Parameter, ...]

    async def answer(self, request: Request, known: dict[Callable[..., Any], Any]) -> Any:
        """What the call gives; `known` holds what others of this request depended on already. Raises NotPlain before
        the outermost function is called, and what the calls raise."""
        given: dict[str, Any] = {} if self.request_name is None else {self.request_name: request}
        for name, plan in self.inner:
            if plan.call not in known:
                known[plan.call] = await plan.answer(request, known)
            if name is not None:
                given[name] = known[plan.call]
        for one in self.of_path:
            given[one.name] = one.of(request.path_params)
        if self.of_query:
            sent = request.query_params
            for one in self.of_query:
                given[one.name] = one.of(sent)
        return await self.call(**given)


def plan(route: APIRoute) -> Plan | None:
    """The plan of a route that reads, asks for plain values and makes its own answer; None for any other."""
    if route.methods != {"GET"} or route.body_field is not None or not _answers(route.endpoint):
        return None
    return _plan(route.dependant)


def _plan(dependant: Dependant) -> Plan | None:
    call = dependant.call
    if call is None or not inspect.iscoroutinefunction(call) or _asks_for_more(dependant):
        return None
    inner = [(one.name, _plan(one)) for one in dependant.dependencies]
    parameters = [[_parameter(one) for one in of] for of in (dependant.path_params, dependant.query_params)]
    if any(one is None for _, one in inner) or any(None in of for of in parameters):
        return None
    of_path, of_query = (tuple(one for one in of if one is not None) for of in parameters)
    return Plan(call, dependant.request_param_name, tuple((name, one) for name, one in inner if one), of_path, of_query)


def _asks_for_more(dependant: Dependant) -> bool:
    """Whether it wants something that is not planned here: another place, a stack, a limit."""
    return bool(
        dependant.header_params
        or dependant.cookie_params
        or dependant.body_params
        or dependant.websocket_param_name
        or dependant.http_connection_param_name
        or dependant.response_param_name
        or dependant.background_tasks_param_name
        or dependant.security_scopes_param_name
        or dependant.own_oauth_scopes
        or dependant.concurrency
        or not dependant.use_cache
    )


def _parameter(field: _Field) -> _Parameter | None:
    said = field.field_info
    if said.validation_alias not in (None, field.alias) or not _is_plain(said.annotation):
        return None
    if said.is_required():
        return _Parameter(field, field.name, field.alias, _NOTHING)
    if said.default_factory is not None or said.validate_default or not isinstance(said.default, _PLAIN):
        return None
    return _Parameter(field, field.name, field.alias, said.default)


def _is_plain(annotation: Any) -> bool:
    """Whether one text of an address makes one value that nobody can change."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _is_plain(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return all(map(_is_plain, get_args(annotation)))
    return origin is Literal or annotation in _PLAIN


def _answers(endpoint: Callable[..., Any]) -> bool:
    """Whether a route's function makes the whole answer itself."""
    annotation = inspect.signature(endpoint, eval_str=True).return_annotation
    return isinstance(annotation, type) and issubclass(annotation, Response)
