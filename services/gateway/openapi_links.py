"""Which operation goes on from which answer: OpenAPI links, for people, generators and fuzzers alike."""

from __future__ import annotations

from typing import Any

# Operation → (operation that goes on, its parameter, where in the answer the value is).
_LINKS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "post_evidence": (
        ("get_evidence", "evidence", "/id"),
        ("get_evidence_content", "evidence", "/id"),
        ("decide_evidence", "evidence", "/id"),
        ("withdraw_evidence", "evidence", "/id"),
    ),
    "draft_report": tuple(
        (name, "report", "/id")
        for name in ("get_report", "revise_report", "submit_report", "return_report", "accept_report")
    ),
    "get_scores": (("get_run", "run", "/run_id"), ("explain_score", "score", "/self/score_id")),
    **{
        f"list_{several}": ((f"get_{one}", parameter, "/items/0/id"),)
        for several, one, parameter in (
            ("organisations", "organisation", "organisation"),
            ("legal_documents", "legal_document", "document"),
            ("targets", "target", "target"),
            ("tasks", "task", "task"),
            ("obligations", "obligation", "obligation"),
            ("reports", "report", "report"),
            ("evidence", "evidence", "evidence"),
            ("frameworks", "framework", "framework"),
            ("rankings", "ranking", "ranking"),
        )
    },
    "list_assessments": (
        ("get_assessment", "assessment", "/items/0/id"),
        ("get_scores", "assessment", "/items/0/id"),
    ),
}


def of(operation_id: str) -> dict[str, Any]:
    """The `links` of an operation's success; empty where nothing goes on from it."""
    return {
        name: {"operationId": name, "parameters": {parameter: f"$response.body#{place}"}}
        for name, parameter, place in _LINKS.get(operation_id, ())
    }
