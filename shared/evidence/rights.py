"""Whose evidence a caller may see. Agencies see their own; those who review, read or check see the province's."""

from __future__ import annotations

from shared.identity.values import Principal

_SEE_ALL = frozenset({"reviewer", "coordinator", "committee", "auditor", "admin", "system"})


def visible_organisation(caller: Principal) -> str | None:
    """The slug of the one organisation whose evidence the caller may see; None for all."""
    return None if caller.roles & _SEE_ALL else caller.organisation
