-- A computed score with its run; the run's inputs hold the rest. $1 score.
SELECT s.id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided, s.not_determinable,
       s.basis::text AS basis, r.id AS run_id, r.assessment_id, r.framework_version_id, r.inputs_version,
       r.engine_version, r.inputs_sha256, r.computed_at, r.inputs::text AS inputs,
       h.run_id = r.id AS is_current
FROM scores s JOIN runs r ON r.id = s.run_id
LEFT JOIN assessment_heads h ON h.assessment_id = r.assessment_id
WHERE s.id = $1
