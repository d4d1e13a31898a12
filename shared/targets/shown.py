"""How a measurement is shown wherever one is: `m` is its row with `target` (code) and `organisation` (slug)."""

from __future__ import annotations

MEMBERS = """'id', m.id, 'target', m.target, 'organisation', m.organisation,
    'measured_on', m.measured_on, 'value', trim_scale(m.value), 'numerator', trim_scale(m.numerator),
    'denominator', trim_scale(m.denominator), 'kind', m.kind, 'origin', m.origin, 'report', m.report_id,
    'round', m.report_round, 'quality_note', m.quality_note, 'corrects', m.corrects_id, 'reason', m.reason,
    'recorded_at', to_char(m.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
MEASUREMENT = f"json_build_object({MEMBERS})"
