"""A caller, as a verified token says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "admin", "system"]
ROLES: frozenset[str] = frozenset(get_args(Role))


@dataclass(frozen=True)
class Principal:
    """Subject, client, organisation (slug), roles and scopes of one token; `expires_at` in Unix seconds."""

    subject: str
    client_id: str
    organisation: str
    roles: frozenset[str]
    scopes: frozenset[str]
    token_id: str
    expires_at: int
