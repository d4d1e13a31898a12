"""Every reading that takes both times, read from the OpenAPI document: with each of its parameters, by several callers.

Whoever adds a parameter says here what to ask with it; whoever adds a reading with the known parameters, nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from shared.identity import access
from tests import clients
from tests.services.gateway import contract

PROVINCE, AGENCY = "tinh-tuyen-quang", "so-noi-vu"
DAYS = ("2022-11-01", "2022-05-15", "2026-01-01")
# None: a stranger. The agency is one that no change of the register is about: who reads what is decided today.
CALLERS: tuple[tuple[str, str] | None, ...] = (("committee", PROVINCE), ("reporter", AGENCY), None)
TIMES, OF_PAGES = {"as_of", "known_at"}, {"limit", "cursor", "total"}
# What is said beside a parameter that means nothing alone.
BESIDE = {"basis": {"organisation": "so-tai-chinh"}}


@dataclass(frozen=True)
class Reading:
    """One question; `caller` is a role and its organisation."""

    operation: str
    path: str
    params: tuple[tuple[str, str], ...]
    caller: tuple[str, str] | None

    def __str__(self) -> str:
        return f"{self.path} {dict(self.params)} {self.caller}"

    async def ask(self, http: httpx.AsyncClient, tokens: clients.Tokens, **times: str) -> httpx.Response:
        """The answer."""
        headers = tokens.header(*self.caller) if self.caller else {}
        return await http.get(self.path, params={**dict(self.params), **times}, headers=headers)

    def following(self, answer: httpx.Response) -> Reading | None:
        """The next page of an answer that has one."""
        if not (address := answer.links.get("next", {}).get("url")):
            return None
        given = [(name, value) for name, value in parse_qsl(urlsplit(address).query) if name != "known_at"]
        return Reading(self.operation, self.path, tuple(given), self.caller)


def operations() -> dict[str, str]:
    """The readings that declare both times, and their addresses."""
    found = {}
    for operation in contract.names():
        method, path = contract.address(operation)
        names = {one["name"] for one in contract.operation(operation).get("parameters", [])}
        if method == "GET" and names >= TIMES:
            found[operation] = path
    return found


def all_of(named: Mapping[str, tuple[str, ...]]) -> Iterator[Reading]:
    """Every question; `named` says what to ask with a parameter that the document does not list the values of."""
    for operation, path in sorted(operations().items()):
        given = contract.operation(operation)["parameters"]
        inside = [one["name"] for one in given if one["in"] == "path"]
        pages = {one["name"] for one in given} & OF_PAGES
        whole = {name: value for name, value in (("limit", "200"), ("total", "true")) if name in pages}
        days: list[dict[str, str]] = [{**whole, "as_of": day} for day in DAYS]
        single = [{**({"limit": "200"} if "limit" in pages else {}), **one} for one in _single(given, named)]
        single += [{"limit": "2"}] if "cursor" in pages else []
        for thing in named[inside[0]] if inside else ("",):
            address = path.replace(f"{{{''.join(inside)}}}", thing)
            for caller in CALLERS if access.OPERATIONS[operation].public else CALLERS[:2]:
                for params in days + ([{**one, "as_of": DAYS[0]} for one in single] if caller == CALLERS[0] else []):
                    yield Reading(operation, address, tuple(params.items()), caller)


def _single(given: list[dict[str, Any]], named: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """Each parameter by itself with each of its values."""
    for one in given:
        name = one["name"]
        if one["in"] == "path" or name in TIMES | OF_PAGES:
            continue
        for value in _listed(one["schema"]) or named[name]:
            yield {name: value, **BESIDE.get(name, {})}


def _listed(schema: dict[str, Any]) -> list[str]:
    for one in (schema, *schema.get("anyOf", ())):
        if "enum" in one:
            return [str(value) for value in one["enum"]]
        if one.get("type") == "boolean":
            return ["true", "false"]
    return []
