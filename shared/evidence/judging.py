"""What a reviewer's verdict on evidence gives: the row of a decision, and what is wrong with it."""

from __future__ import annotations

import uuid
from typing import Any

from shared.assessments import service as assessments
from shared.evidence import rules, values
from shared.frameworks.values import Component
from shared.kit import db, exact_json
from shared.kit.errors import Finding


async def judged(
    session: db.Session, assessment_id: uuid.UUID, component: Component, verdicts: values.Verdicts
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The decision as it would be stored, without who takes it and on which revision."""
    claimed = await assessments.claimed_values(session, assessment_id, component.id) if component.rule.inputs() else {}
    found = rules.judge(verdicts, component, claimed)
    row = {
        "component_id": component.id,
        "verdict": verdicts.verdict,
        "part": verdicts.part,
        "points": found.points,
        "max_points": component.max_points,
        "input_values": exact_json.dump(dict(found.values)).decode(),
        "reason_code": verdicts.reason_code,
        "note": verdicts.note,
    }
    return row, found.findings
