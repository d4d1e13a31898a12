"""Who may call what: one written rule per operation (the route's operation_id). No rule, no start.

Roles are those of `values.Role`; a service account (`system`) needs the operation's scope instead of a human role.
Beside the roles stands what depends on the object: in which relation to it, in which of its states, by whose hand not.
Who reads what is the other half (`relations.READS`). Services, database, OpenAPI text and tests ask these two.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.identity import values
from shared.identity.relations import REGISTERED, RELATIONS, Hand, Kind, Relation, Stated


@dataclass(frozen=True)
class Access:
    """`public`: no token needed, a bad one is refused. Otherwise one of `roles`, or `system` with `scope`.

    `partly`: public, but a caller who is known reads more. `of`: what the operation is done with, in one of
    `relations` of the caller's organisation (else 404 where it may not be read, 403 where it may), in one of `states`
    (else 409; None: in all; in one of `skips` a level of approval would be left out: 403), by no hand of `barred`
    (403). `of_agency`: the relations where the assessment is that of one of the province's own agencies, if they are
    others. `writes`: kinds of rows it adds or changes for the caller's
    own organisation, `decides`: those of others that the coordinating department changes, and `law`: what it states for
    the whole province, asked by the guard; the database lets nothing else through.
    """

    public: bool = False
    roles: frozenset[str] = frozenset()
    scope: str | None = None
    partly: bool = False
    of: str | None = None
    relations: frozenset[Relation] = RELATIONS
    of_agency: frozenset[Relation] | None = None
    states: frozenset[str] | None = None
    skips: frozenset[str] = frozenset()
    barred: frozenset[Hand] = frozenset()
    writes: frozenset[Kind] = frozenset()
    decides: frozenset[Kind | Stated] = frozenset()


def _roles(*names: values.Role) -> frozenset[str]:
    return frozenset(names)


_PEOPLE = values.ROLES - {"system"}
PUBLIC = Access(public=True)
PARTLY = Access(public=True, partly=True)


def _read(scope: str, of: str | None = None) -> Access:
    return Access(roles=_PEOPLE, scope=f"{scope}:read", of=of)


_AGENCY = _roles("reporter", "approver")
_COORDINATING = _roles("reviewer", "coordinator")
_AUDIT = Access(roles=_roles("auditor"))
_ADMIN = Access(roles=_roles("admin"))
_OWN: frozenset[Relation] = frozenset({"own"})
_DUTY: frozenset[Relation] = frozenset({"coordinating"})
_AUTHOR: frozenset[Hand] = frozenset({"author"})
_HANDS: frozenset[Hand] = frozenset({"author", "signer"})
# States: of evidence that was not withdrawn, of an assessment, of an appeal, of an obligation and of its report.
_STANDS, _OPEN, _CLOSED = frozenset({"undecided", "decided"}), frozenset({"open"}), frozenset({"closed"})
_PENDING, _OWED, _DRAFTED = frozenset({"pending"}), frozenset({"owed"}), frozenset({"draft", "returned"})
_IMPORT: frozenset[Kind] = frozenset({"import"})
_REPORT: frozenset[Kind] = frozenset({"report"})
_EVIDENCE: frozenset[Kind] = frozenset({"evidence"})
_CLAIM: frozenset[Kind] = frozenset({"claim"})
_APPEAL: frozenset[Kind] = frozenset({"appeal"})
_MEASUREMENT: frozenset[Kind] = frozenset({"measurement"})
_DELIVERABLE: frozenset[Kind] = frozenset({"deliverable"})


def _decides_on_report() -> Access:
    return Access(
        roles=_COORDINATING,
        of="report",
        relations=_DUTY,
        states=frozenset({"submitted"}),
        skips=frozenset({"draft"}),
        barred=_HANDS,
        decides=_REPORT,
    )


def _states_law() -> Access:
    """Legal documents, targets, amendments, tasks: the coordinator, while their organisation holds the duty."""
    return Access(roles=_roles("coordinator"), of="law", relations=_DUTY, decides=frozenset[Kind | Stated]({"law"}))


def _delivers() -> Access:
    """Who leads or co-leads the task, which its own rows say."""
    return Access(roles=_AGENCY, scope="evidence:write", of="task", relations=REGISTERED, writes=_DELIVERABLE)


def _judges() -> Access:
    """Whether a target without figures is reached: a reviewer of the coordinating department, never by a document that
    they recorded themselves."""
    return Access(
        roles=_roles("reviewer"),
        of="law",
        relations=_DUTY,
        barred=_AUTHOR,
        decides=frozenset[Kind | Stated]({"judgement"}),
    )


def _contributes(scope: str, writes: frozenset[Kind]) -> Access:
    """Any agency to the province's open assessment, to an agency's own that agency alone."""
    return Access(
        roles=_AGENCY,
        scope=f"{scope}:write",
        of="assessment",
        relations=REGISTERED,
        of_agency=_OWN,
        states=_OPEN,
        writes=writes,
    )


def _on_assessment(*states: str) -> Access:
    """Which assessments there are, until when and for what: the coordinator, while holding the coordinating duty."""
    return Access(
        roles=_roles("coordinator"),
        of="assessment" if states else "law",
        relations=_DUTY,
        states=frozenset(states) or None,
        decides=frozenset[Kind | Stated]({"assessment"}),
    )


OPERATIONS: dict[str, Access] = {
    # gateway
    "front_page": PUBLIC,
    "health_live": PUBLIC,
    "health_ready": PUBLIC,
    # Figures of the operation: no organisation's rows, but how much is done when. A monitor has an account of its own.
    "get_metrics": Access(roles=_roles("admin", "auditor"), scope="metrics:read"),
    "openapi": PUBLIC,
    "openapi_3_0": PUBLIC,
    "docs": PUBLIC,
    "docs_asset": PUBLIC,
    "jwks": PUBLIC,
    "openid_configuration": PUBLIC,
    "oauth_metadata": PUBLIC,
    "issue_token": PUBLIC,
    "revoke_token": PUBLIC,
    "revoke_tokens": Access(roles=_roles("admin")),
    # service accounts and people
    "list_service_accounts": _ADMIN,
    "create_service_account": _ADMIN,
    "get_service_account": _ADMIN,
    "change_service_account": _ADMIN,
    "rotate_service_account_secret": _ADMIN,
    "disable_service_account": _ADMIN,
    "list_people": _ADMIN,
    "assign_person": _ADMIN,
    "get_person": _ADMIN,
    "end_person": _ADMIN,
    # delegations, and who is asking
    "list_delegations": Access(roles=_PEOPLE),
    "give_delegation": Access(roles=_AGENCY | _COORDINATING),
    "get_delegation": Access(roles=_PEOPLE),
    "revoke_delegation": Access(roles=_PEOPLE),
    "get_me": Access(roles=values.ROLES),
    # audit
    "list_audit_entries": _AUDIT,
    "get_audit_entry": _AUDIT,
    "list_audit_accesses": _AUDIT,
    "list_audit_checkpoints": _AUDIT,
    # organisations and law
    "list_organisations": PUBLIC,
    "get_organisation": PUBLIC,
    "get_organisation_tree": PUBLIC,
    "list_hierarchies": PUBLIC,
    "list_organisation_identifiers": PUBLIC,
    "list_organisation_placements": PUBLIC,
    "export_organisations": PUBLIC,
    "register_organisation": _ADMIN,
    "import_organisations": Access(roles=_roles("admin"), writes=_IMPORT),
    "state_organisation_identifier": _ADMIN,
    "place_organisation": _ADMIN,
    "list_organisation_changes": PUBLIC,
    "get_organisation_change": PUBLIC,
    "record_organisation_change": _ADMIN,
    "get_organisation_lineage": PUBLIC,
    "list_legal_documents": PUBLIC,
    "get_legal_document": PUBLIC,
    "get_legal_document_text": PUBLIC,
    "list_document_obligations": PARTLY,
    "create_legal_document": _states_law(),
    "correct_legal_document": _states_law(),
    # targets and tasks
    "list_targets": PUBLIC,
    "get_target": PUBLIC,
    "get_target_progress": PARTLY,
    "list_target_sets": PUBLIC,
    "get_target_set": PUBLIC,
    "list_target_set_standing": _read("targets"),
    "state_target": _states_law(),
    "amend_target": _states_law(),
    "list_target_amendments": PUBLIC,
    "judge_target": _judges(),
    "list_target_judgements": _read("targets"),
    "list_measurement_findings": _read("targets"),
    "list_measurements": _read("targets"),
    "get_measurement": _read("targets"),
    "get_measurement_form": _read("targets"),
    "record_measurements": Access(
        roles=_AGENCY, scope="targets:write", of="measurement", relations=_OWN, writes=_MEASUREMENT
    ),
    "get_spending": _read("targets"),
    "record_spending": Access(
        roles=_AGENCY, scope="targets:write", of="measurement", relations=_OWN, writes=_MEASUREMENT
    ),
    "list_tasks": _read("targets"),
    "get_task": _read("targets"),
    "get_task_template": _read("targets"),
    "import_tasks": Access(
        roles=_roles("coordinator"),
        of="law",
        relations=_DUTY,
        writes=_IMPORT,
        decides=frozenset[Kind | Stated]({"law"}),
    ),
    "create_task": _states_law(),
    "change_task": _states_law(),
    "list_task_groups": _read("targets"),
    "list_task_progress": _read("targets"),
    "report_task_progress": Access(
        roles=_AGENCY, scope="targets:write", of="measurement", relations=_OWN, writes=_MEASUREMENT
    ),
    "list_deliverables": _read("evidence", "deliverable"),
    "get_deliverable_content": _read("evidence", "deliverable"),
    "post_deliverable": _delivers(),
    "post_deliverable_evidence": _delivers(),
    "decide_deliverable": Access(
        roles=_roles("reviewer"), of="deliverable", relations=_DUTY, barred=_AUTHOR, decides=_DELIVERABLE
    ),
    "get_budget": _read("targets"),
    # imports of files, by who may import such rows
    "import_measurements": Access(
        roles=_AGENCY, scope="targets:write", of="measurement", relations=_OWN, writes=_MEASUREMENT | _IMPORT
    ),
    "get_measurement_import": Access(roles=_AGENCY, scope="targets:read", of="import", relations=_OWN),
    "cancel_measurement_import": Access(
        roles=_AGENCY, scope="targets:write", of="import", relations=_OWN, writes=_IMPORT
    ),
    "get_task_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN),
    "cancel_task_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN, writes=_IMPORT),
    "get_framework_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN),
    "cancel_framework_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN, writes=_IMPORT),
    "get_organisation_import": Access(roles=_roles("admin"), of="import", relations=_OWN),
    "cancel_organisation_import": Access(roles=_roles("admin"), of="import", relations=_OWN, writes=_IMPORT),
    "get_coverage": Access(roles=_roles("coordinator", "committee", "auditor"), scope="targets:read"),
    # the change feed; of each kind it shows, the kind's own scope is asked, too
    "list_changes": _read("changes"),
    "get_changes_export": _read("changes"),
    "get_changes_export_manifest": _read("changes"),
    "get_changes_export_part": _read("changes"),
    # reporting
    "list_reporting_regimes": _read("reports"),
    "list_obligations": _read("reports", "obligation"),
    "get_obligation": _read("reports", "obligation"),
    "list_reports": _read("reports", "report"),
    "get_report": _read("reports", "report"),
    "draft_report": Access(
        roles=_AGENCY, scope="reports:write", of="obligation", relations=_OWN, states=_OWED, writes=_REPORT
    ),
    "revise_report": Access(
        roles=_AGENCY, scope="reports:write", of="report", relations=_OWN, states=_DRAFTED, writes=_REPORT
    ),
    "submit_report": Access(
        roles=_roles("approver"),
        of="report",
        relations=_OWN,
        states=frozenset({"draft"}),
        barred=_AUTHOR,
        writes=_REPORT,
    ),
    "return_report": _decides_on_report(),
    "accept_report": _decides_on_report(),
    # evidence
    "post_evidence": _contributes("evidence", _EVIDENCE),
    "list_evidence": _read("evidence", "evidence"),
    "get_evidence": _read("evidence", "evidence"),
    "get_evidence_content": _read("evidence", "evidence"),
    "get_evidence_impact": _read("evidence", "evidence"),
    "decide_evidence": Access(
        roles=_roles("reviewer"), of="evidence", relations=_DUTY, states=_STANDS, barred=_AUTHOR, decides=_EVIDENCE
    ),
    "withdraw_evidence": Access(
        roles=_AGENCY, scope="evidence:write", of="evidence", relations=_OWN, states=_STANDS, writes=_EVIDENCE
    ),
    # frameworks, assessments, scores
    "list_frameworks": PUBLIC,
    "get_framework": PUBLIC,
    "get_crosswalk": PUBLIC,
    "preview_framework_version": _read("scores"),
    "draft_framework": _states_law(),
    "list_framework_versions": PARTLY,
    "get_framework_version": PARTLY,
    "replace_framework_draft": _states_law(),
    "check_framework_version": _read("scores"),
    "publish_framework_version": _states_law(),
    "list_correspondences": _read("scores"),
    "state_correspondences": _states_law(),
    "import_framework_annex": Access(
        roles=_roles("coordinator"),
        of="law",
        relations=_DUTY,
        writes=_IMPORT,
        decides=frozenset[Kind | Stated]({"law"}),
    ),
    "list_assessments": PUBLIC,
    "get_assessment": PUBLIC,
    "put_claim": _contributes("scores", _CLAIM),
    "create_assessment": _on_assessment(),
    "close_assessment": _on_assessment("open"),
    "open_appeal_round": _on_assessment("closed"),
    "list_appeal_rounds": _read("scores", "score"),
    "make_appeal": Access(
        roles=_roles("approver"), of="assessment", relations=REGISTERED, states=_CLOSED, writes=_APPEAL
    ),
    "list_appeals": _read("evidence", "appeal"),
    "get_appeal": _read("evidence", "appeal"),
    "judge_appeal": Access(
        roles=_roles("reviewer"),
        of="appeal",
        relations=_DUTY,
        states=_PENDING,
        barred=_HANDS,
        decides=_APPEAL | _EVIDENCE,
    ),
    "list_overclaim": _read("scores", "score"),
    "get_overclaim": _read("scores", "score"),
    "list_applicability": _read("scores", "score"),
    "state_applicability": _on_assessment("open"),
    "list_redecisions": _read("evidence", "evidence"),
    "get_scores": PARTLY,
    "explain_score": PARTLY,
    "get_run": _read("scores", "score"),
    # analyses; they only read, POSTs as well
    "get_gaps": _read("scores", "score"),
    "get_run_replay": _read("scores", "score"),
    "get_advice": _read("scores", "score"),
    "get_plan": _read("scores", "score"),
    "ask_what_if": _read("scores", "score"),
    "get_interval": _read("scores", "score"),
    "import_results": Access(
        roles=_roles("coordinator"),
        of="law",
        relations=_DUTY,
        writes=_IMPORT,
        decides=frozenset[Kind | Stated]({"assessment"}),
    ),
    "get_result_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN),
    "cancel_result_import": Access(roles=_roles("coordinator"), of="import", relations=_OWN, writes=_IMPORT),
    "compare_results": _read("scores"),
    "ask_robustness": _read("scores", "score"),
    "get_attribution": _read("scores", "score"),
    "get_peers": _read("scores"),
    "list_anomalies": _read("scores"),
    "list_rankings": PARTLY,
    "get_ranking": PARTLY,
    "list_ranking_rows": PARTLY,
    "freeze_ranking": _states_law(),
    "publish_ranking": _states_law(),
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
