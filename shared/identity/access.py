"""Who may call what: one written rule per operation (the route's operation_id). No rule, no start.

Roles are those of `values.Role`; a service account (`system`) needs the operation's scope instead of a human role.
What depends on the object (whose evidence, which organisation) is decided by its domain's service.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.identity import values


@dataclass(frozen=True)
class Access:
    """`public`: no token needed, a bad one is refused. Otherwise one of `roles`, or `system` with `scope`."""

    public: bool = False
    roles: frozenset[str] = frozenset()
    scope: str | None = None


def _roles(*names: values.Role) -> frozenset[str]:
    return frozenset(names)


_PEOPLE = values.ROLES - {"system"}
PUBLIC = Access(public=True)


def _read(scope: str) -> Access:
    return Access(roles=_PEOPLE, scope=f"{scope}:read")


_AGENCY = _roles("reporter", "approver")
_COORDINATING = _roles("reviewer", "coordinator")

OPERATIONS: dict[str, Access] = {
    # gateway
    "front_page": PUBLIC,
    "health_live": PUBLIC,
    "health_ready": PUBLIC,
    "openapi": PUBLIC,
    "openapi_3_0": PUBLIC,
    "docs": PUBLIC,
    "docs_asset": PUBLIC,
    "jwks": PUBLIC,
    # organisations and law
    "list_organisations": PUBLIC,
    "get_organisation": PUBLIC,
    "get_organisation_tree": PUBLIC,
    "list_legal_documents": PUBLIC,
    "get_legal_document": PUBLIC,
    "get_legal_document_text": PUBLIC,
    # targets and tasks
    "list_targets": PUBLIC,
    "get_target": PUBLIC,
    "get_target_progress": PUBLIC,
    "list_measurements": _read("targets"),
    "list_tasks": _read("targets"),
    "get_task": _read("targets"),
    "list_task_groups": _read("targets"),
    "get_budget": _read("targets"),
    # reporting
    "list_reporting_regimes": _read("reports"),
    "list_obligations": _read("reports"),
    "get_obligation": _read("reports"),
    "list_reports": _read("reports"),
    "get_report": _read("reports"),
    "draft_report": Access(roles=_AGENCY, scope="reports:write"),
    "revise_report": Access(roles=_AGENCY, scope="reports:write"),
    "submit_report": Access(roles=_roles("approver")),
    "return_report": Access(roles=_COORDINATING),
    "accept_report": Access(roles=_COORDINATING),
    # evidence
    "post_evidence": Access(roles=_AGENCY, scope="evidence:write"),
    "list_evidence": _read("evidence"),
    "get_evidence": _read("evidence"),
    "get_evidence_content": _read("evidence"),
    "decide_evidence": Access(roles=_roles("reviewer")),
    "withdraw_evidence": Access(roles=_AGENCY, scope="evidence:write"),
    # frameworks, assessments, scores
    "list_frameworks": PUBLIC,
    "get_framework": PUBLIC,
    "list_assessments": PUBLIC,
    "get_assessment": PUBLIC,
    "put_claim": Access(roles=_AGENCY, scope="scores:write"),
    "get_scores": PUBLIC,
    "explain_score": PUBLIC,
    "get_run": _read("scores"),
    "list_rankings": PUBLIC,
    "get_ranking": PUBLIC,
}


def is_service(principal: values.Principal) -> bool:
    """Whether this is a service account: `system` and no role of people."""
    return not principal.roles & _PEOPLE


def has_scope(principal: values.Principal, scope: str) -> bool:
    """Whether the caller may read or write what `scope` names: people by their role, a service account by its scopes.

    Also asked where the operation itself is public, or needs another scope than what is shown beside it.
    """
    return not is_service(principal) or ("system" in principal.roles and scope in principal.scopes)


def allows(access: Access, principal: values.Principal) -> bool:
    """Whether the table lets this caller in."""
    if access.public or access.roles & principal.roles:
        return True
    return "system" in principal.roles and access.scope is not None and access.scope in principal.scopes
