"""A caller, as a verified token says, and how far a caller reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

# What a person may be; `system` belongs to service accounts.
PersonRole = Literal["reporter", "approver", "reviewer", "coordinator", "committee", "auditor", "admin"]
Role = Literal[PersonRole, "system"]
PERSON_ROLES: frozenset[str] = frozenset(get_args(PersonRole))
ROLES: frozenset[str] = frozenset(get_args(Role))
# No token of ours lives longer; a key stays published as long after its last signature.
MAX_LIFETIME_S = 43_200


@dataclass(frozen=True)
class Principal:
    """Subject, client, organisation (slug), roles and scopes of one token; instants in Unix seconds.

    `subject` is always who really acts. Whom they act for, by which delegation and with which roles lent, the guard
    adds (never a token); `roles` holds the lent ones, too.
    """

    subject: str
    client_id: str
    organisation: str
    roles: frozenset[str]
    scopes: frozenset[str]
    token_id: str
    expires_at: int
    issued_at: int
    acting_for: str | None = None
    delegation: str | None = None
    lent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reach:
    """Whose things a caller reads: the whole province's when `wide`, else those of one `organisation` (slug; "":
    nobody) and of its `predecessors`."""

    organisation: str
    wide: bool = False
    predecessors: frozenset[str] = frozenset()

    @property
    def organisations(self) -> list[str]:
        """The slugs, for a query that is not wide."""
        return [self.organisation, *sorted(self.predecessors)]

    def covers(self, organisation: str) -> bool:
        """Whether what belongs to this organisation (slug) may be read."""
        return self.wide or organisation == self.organisation or organisation in self.predecessors
