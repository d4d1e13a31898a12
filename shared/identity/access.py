"""Who may call what: one written rule per operation (the route's operation_id). No rule, no start.

Roles are those of `values.Role`; a service account (`system`) needs the operation's scope instead of a human role.
Beside the roles stands what depends on the object: in which relation to it, in which of its states, by whose hand not.
Who reads what is the other half (`relations.READS`). Services, database, OpenAPI text and tests ask these two.
"""

from __future__ import annotations

from shared.identity import values
from shared.identity.grants import (
    ADMIN,
    AGENCY,
    APPEAL,
    AUDIT,
    AUTHOR,
    CLAIM,
    CLOSED,
    COORDINATING,
    DELIVERABLE,
    DRAFTED,
    DUTY,
    EVIDENCE,
    HANDS,
    IMPORT,
    MEASUREMENT,
    OWED,
    OWN,
    PARTLY,
    PENDING,
    PEOPLE,
    PUBLIC,
    REPORT,
    STANDS,
    Access,
    contributes,
    decides_on_report,
    delivers,
    judges,
    on_assessment,
    read,
    roles,
    states_law,
)
from shared.identity.relations import REGISTERED, Kind, Stated

OPERATIONS: dict[str, Access] = {
    # gateway
    "front_page": PUBLIC,
    "health_live": PUBLIC,
    "health_ready": PUBLIC,
    # Figures of the operation: no organisation's rows, but how much is done when. A monitor has an account of its own.
    "get_metrics": Access(roles=roles("admin", "auditor"), scope="metrics:read"),
    "openapi": PUBLIC,
    "openapi_3_0": PUBLIC,
    "docs": PUBLIC,
    "docs_asset": PUBLIC,
    "jwks": PUBLIC,
    "openid_configuration": PUBLIC,
    "oauth_metadata": PUBLIC,
    "issue_token": PUBLIC,
    "revoke_token": PUBLIC,
    "revoke_tokens": Access(roles=roles("admin")),
    # service accounts and people
    "list_service_accounts": ADMIN,
    "create_service_account": ADMIN,
    "get_service_account": ADMIN,
    "change_service_account": ADMIN,
    "rotate_service_account_secret": ADMIN,
    "disable_service_account": ADMIN,
    "list_people": ADMIN,
    "assign_person": ADMIN,
    "get_person": ADMIN,
    "end_person": ADMIN,
    # delegations, and who is asking
    "list_delegations": Access(roles=PEOPLE),
    "give_delegation": Access(roles=AGENCY | COORDINATING),
    "get_delegation": Access(roles=PEOPLE),
    "revoke_delegation": Access(roles=PEOPLE),
    "get_me": Access(roles=values.ROLES),
    # audit
    "list_audit_entries": AUDIT,
    "get_audit_entry": AUDIT,
    "list_audit_accesses": AUDIT,
    "list_audit_checkpoints": AUDIT,
    # organisations and law
    "list_organisations": PUBLIC,
    "get_organisation": PUBLIC,
    "get_organisation_tree": PUBLIC,
    "list_hierarchies": PUBLIC,
    "list_organisation_identifiers": PUBLIC,
    "list_organisation_placements": PUBLIC,
    "export_organisations": PUBLIC,
    "register_organisation": ADMIN,
    "import_organisations": Access(roles=roles("admin"), writes=IMPORT),
    "state_organisation_identifier": ADMIN,
    "place_organisation": ADMIN,
    "list_organisation_changes": PUBLIC,
    "get_organisation_change": PUBLIC,
    "record_organisation_change": ADMIN,
    "get_organisation_lineage": PUBLIC,
    "list_legal_documents": PUBLIC,
    "get_legal_document": PUBLIC,
    "get_legal_document_text": PUBLIC,
    "list_document_obligations": PARTLY,
    "create_legal_document": states_law(),
    "correct_legal_document": states_law(),
    # targets and tasks
    "list_targets": PUBLIC,
    "get_target": PUBLIC,
    "get_target_progress": PARTLY,
    "list_target_sets": PUBLIC,
    "get_target_set": PUBLIC,
    "list_target_set_standing": read("targets"),
    "state_target": states_law(),
    "amend_target": states_law(),
    "list_target_amendments": PUBLIC,
    "judge_target": judges(),
    "list_target_judgements": read("targets"),
    "list_measurement_findings": read("targets"),
    "list_measurements": read("targets"),
    "get_measurement": read("targets"),
    "get_measurement_form": read("targets"),
    "record_measurements": Access(
        roles=AGENCY, scope="targets:write", of="measurement", relations=OWN, writes=MEASUREMENT
    ),
    "get_spending": read("targets"),
    "record_spending": Access(roles=AGENCY, scope="targets:write", of="measurement", relations=OWN, writes=MEASUREMENT),
    "get_spending_form": read("targets"),
    "list_tasks": read("targets"),
    "get_task": read("targets"),
    "get_task_template": read("targets"),
    "import_tasks": Access(
        roles=roles("coordinator"),
        of="law",
        relations=DUTY,
        writes=IMPORT,
        decides=frozenset[Kind | Stated]({"law"}),
    ),
    "create_task": states_law(),
    "change_task": states_law(),
    "list_task_groups": read("targets"),
    "list_task_progress": read("targets"),
    "report_task_progress": Access(
        roles=AGENCY, scope="targets:write", of="measurement", relations=OWN, writes=MEASUREMENT
    ),
    "list_deliverables": read("evidence", "deliverable"),
    "get_deliverable_content": read("evidence", "deliverable"),
    "post_deliverable": delivers(),
    "post_deliverable_evidence": delivers(),
    "decide_deliverable": Access(
        roles=roles("reviewer"), of="deliverable", relations=DUTY, barred=AUTHOR, decides=DELIVERABLE
    ),
    "get_budget": read("targets"),
    # imports of files, by who may import such rows
    "import_measurements": Access(
        roles=AGENCY, scope="targets:write", of="measurement", relations=OWN, writes=MEASUREMENT | IMPORT
    ),
    "get_measurement_import": Access(roles=AGENCY, scope="targets:read", of="import", relations=OWN),
    "cancel_measurement_import": Access(roles=AGENCY, scope="targets:write", of="import", relations=OWN, writes=IMPORT),
    "import_spending": Access(
        roles=AGENCY, scope="targets:write", of="measurement", relations=OWN, writes=MEASUREMENT | IMPORT
    ),
    "get_spending_import": Access(roles=AGENCY, scope="targets:read", of="import", relations=OWN),
    "cancel_spending_import": Access(roles=AGENCY, scope="targets:write", of="import", relations=OWN, writes=IMPORT),
    "get_task_import": Access(roles=roles("coordinator"), of="import", relations=OWN),
    "cancel_task_import": Access(roles=roles("coordinator"), of="import", relations=OWN, writes=IMPORT),
    "get_framework_import": Access(roles=roles("coordinator"), of="import", relations=OWN),
    "cancel_framework_import": Access(roles=roles("coordinator"), of="import", relations=OWN, writes=IMPORT),
    "get_organisation_import": Access(roles=roles("admin"), of="import", relations=OWN),
    "cancel_organisation_import": Access(roles=roles("admin"), of="import", relations=OWN, writes=IMPORT),
    "get_coverage": Access(roles=roles("coordinator", "committee", "auditor"), scope="targets:read"),
    # the change feed; of each kind it shows, the kind's own scope is asked, too
    "list_changes": read("changes"),
    "get_changes_export": read("changes"),
    "get_changes_export_manifest": read("changes"),
    "get_changes_export_part": read("changes"),
    # reporting
    "list_reporting_regimes": read("reports"),
    "list_obligations": read("reports", "obligation"),
    "get_obligation": read("reports", "obligation"),
    "list_reports": read("reports", "report"),
    "get_report": read("reports", "report"),
    "draft_report": Access(
        roles=AGENCY, scope="reports:write", of="obligation", relations=OWN, states=OWED, writes=REPORT
    ),
    "revise_report": Access(
        roles=AGENCY, scope="reports:write", of="report", relations=OWN, states=DRAFTED, writes=REPORT
    ),
    "submit_report": Access(
        roles=roles("approver"),
        of="report",
        relations=OWN,
        states=frozenset({"draft"}),
        barred=AUTHOR,
        writes=REPORT,
    ),
    "return_report": decides_on_report(),
    "accept_report": decides_on_report(),
    # evidence
    "post_evidence": contributes("evidence", EVIDENCE),
    "list_evidence": read("evidence", "evidence"),
    "get_evidence": read("evidence", "evidence"),
    "get_evidence_content": read("evidence", "evidence"),
    "get_evidence_impact": read("evidence", "evidence"),
    "decide_evidence": Access(
        roles=roles("reviewer"), of="evidence", relations=DUTY, states=STANDS, barred=AUTHOR, decides=EVIDENCE
    ),
    "withdraw_evidence": Access(
        roles=AGENCY, scope="evidence:write", of="evidence", relations=OWN, states=STANDS, writes=EVIDENCE
    ),
    # frameworks, assessments, scores
    "list_frameworks": PUBLIC,
    "get_framework": PUBLIC,
    "get_crosswalk": PUBLIC,
    "preview_framework_version": read("scores"),
    "draft_framework": states_law(),
    "list_framework_versions": PARTLY,
    "get_framework_version": PARTLY,
    "replace_framework_draft": states_law(),
    "check_framework_version": read("scores"),
    "publish_framework_version": states_law(),
    "list_correspondences": read("scores"),
    "state_correspondences": states_law(),
    "import_framework_annex": Access(
        roles=roles("coordinator"),
        of="law",
        relations=DUTY,
        writes=IMPORT,
        decides=frozenset[Kind | Stated]({"law"}),
    ),
    "list_assessments": PUBLIC,
    "get_assessment": PUBLIC,
    "put_claim": contributes("scores", CLAIM),
    "create_assessment": on_assessment(),
    "close_assessment": on_assessment("open"),
    "open_appeal_round": on_assessment("closed"),
    "list_appeal_rounds": read("scores", "score"),
    "make_appeal": Access(roles=roles("approver"), of="assessment", relations=REGISTERED, states=CLOSED, writes=APPEAL),
    "list_appeals": read("evidence", "appeal"),
    "get_appeal": read("evidence", "appeal"),
    "judge_appeal": Access(
        roles=roles("reviewer"),
        of="appeal",
        relations=DUTY,
        states=PENDING,
        barred=HANDS,
        decides=APPEAL | EVIDENCE,
    ),
    "list_overclaim": read("scores", "score"),
    "get_overclaim": read("scores", "score"),
    "list_applicability": read("scores", "score"),
    "state_applicability": on_assessment("open"),
    "list_redecisions": read("evidence", "evidence"),
    "get_scores": PARTLY,
    "explain_score": PARTLY,
    "get_run": read("scores", "score"),
    # analyses; they only read, POSTs as well
    "get_gaps": read("scores", "score"),
    "get_run_replay": read("scores", "score"),
    "get_advice": read("scores", "score"),
    "get_plan": read("scores", "score"),
    "ask_what_if": read("scores", "score"),
    "get_interval": read("scores", "score"),
    "import_results": Access(
        roles=roles("coordinator"),
        of="law",
        relations=DUTY,
        writes=IMPORT,
        decides=frozenset[Kind | Stated]({"assessment"}),
    ),
    "get_result_import": Access(roles=roles("coordinator"), of="import", relations=OWN),
    "cancel_result_import": Access(roles=roles("coordinator"), of="import", relations=OWN, writes=IMPORT),
    "compare_results": read("scores"),
    "ask_robustness": read("scores", "score"),
    "get_attribution": read("scores", "score"),
    "get_peers": read("scores"),
    "list_anomalies": read("scores"),
    "list_rankings": PARTLY,
    "get_ranking": PARTLY,
    "list_ranking_rows": PARTLY,
    "freeze_ranking": states_law(),
    "publish_ranking": states_law(),
}


def is_service(principal: values.Principal) -> bool:
    """Whether this is a service account: `system` and no role of people."""
    return not principal.roles & PEOPLE


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
