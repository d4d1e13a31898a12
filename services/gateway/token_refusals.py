"""Why `make token` gives no token for an organisation: there is none of that name, or it is not in force any more."""

from __future__ import annotations

import urllib.parse
from typing import Any

import httpx


class CannotIssue(Exception):
    """What is wrong and what to do about it, in Vietnamese and in English."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


# How much of "2025-03-01" is known.
_KNOWN = {"day": 10, "month": 7, "year": 4}


def _address_of(organisation: str) -> str:
    """Where an organisation stands, whatever signs were given for its slug."""
    return f"/v1/organisations/{urllib.parse.quote(organisation, safe='')}"


def slug_in_force(client: httpx.Client, organisation: str) -> str:
    """The slug of the organisation of this slug or id. Raises CannotIssue when none is in force, and httpx.HTTPError.

    Below the register's address other things stand as well, such as `changes`: they have no slug, or refuse.
    """
    answer = client.get(_address_of(organisation))
    slug = None if answer.is_client_error else answer.raise_for_status().json().get("slug")
    if slug is None:
        raise _of_absent(client, organisation)
    return str(slug)


def _of_absent(client: httpx.Client, organisation: str) -> CannotIssue:
    """Of one that is not in force today: that there is none, or when it ended, by which document, and who succeeds it.

    Raises httpx.HTTPError.
    """
    answer = client.get(f"{_address_of(organisation)}/lineage")
    if answer.is_client_error:
        register = f"{str(client.base_url).rstrip('/')}/v1/organisations"
        return CannotIssue(
            f"không có cơ quan, đơn vị {organisation}; xem {register}",
            f"there is no organisation {organisation}; see {register}",
        )
    lineage = answer.raise_for_status().json()
    listed = client.get("/v1/organisations/changes", params={"organisation": organisation, "limit": 200})
    end = _end(listed.raise_for_status().json()["items"], lineage["slug"], lineage["as_of"])
    if end is None:
        return CannotIssue(
            f"cơ quan, đơn vị {organisation} không hoạt động vào ngày {lineage['as_of']}",
            f"the organisation {organisation} is not in force on {lineage['as_of']}",
        )
    day = end["effective_on"][: _KNOWN[end["effective_precision"]]]
    by_vi, by_en = _ground(end["source"])
    heirs = _heirs(lineage["successors"])
    named = ", ".join(f"{one['name']} (ORG={one['slug']})" for one in heirs)
    return CannotIssue(
        f"cơ quan, đơn vị {organisation} đã kết thúc hoạt động từ {day}, theo {by_vi}; kế thừa:"
        f" {named or 'không có cơ quan nào được nêu'}",
        f"the organisation {organisation} ended on {day}, by {by_en}; its successor: {named or 'none is named'}",
    )


def _end(changes: list[dict[str, Any]], slug: str, today: str) -> dict[str, Any] | None:
    """The latest change up to today in which it gave up its place altogether; the list begins with the latest."""
    for change in changes:
        gave = any(
            part["role"] == "predecessor" and part["organisation"] == slug and not part["continues"]
            for part in change["parts"]
        )
        if gave and change["effective_on"] <= today:
            return change
    return None


def _ground(source: dict[str, Any]) -> tuple[str, str]:
    """The document with its clause; where none is at hand, what is known instead."""
    if source["document"] is not None:
        clause = source["clause"]
        number = source["number"] or source["document"]
        return (f"{number}, {clause}",) * 2 if clause else (number, number)
    note = (source["note"] or source["address"] or source["kind"]).rstrip(".")
    return f"nguồn chưa có văn bản ({note})", f"a source without the document ({note})"


def _heirs(successors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those at the end of the line: who was succeeded in turn is left out."""
    passed = {step["predecessor"] for one in successors for step in one["steps"] if not step["continues"]}
    return [one for one in successors if one["slug"] not in passed]
