-- A computed score with its run and all that the run read. $1 score. Its run follows from its id, or stands beside it
-- where the run keeps a row a figure.
SELECT s.id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided, s.not_determinable,
       r.id AS run_id, r.assessment_id, r.framework_version_id, v.version AS framework_version, r.inputs_version, r.engine_version, r.inputs_sha256,
       r.computed_at, h.run_id = r.id AS is_current, t.body::text AS structure,
       coalesce(r.inputs, i.body)::text AS inputs
FROM run_scores s
JOIN runs r ON r.id = s.run_id
JOIN framework_versions v ON v.id = r.framework_version_id
JOIN run_structures t ON t.sha256 = r.structure_sha256
LEFT JOIN run_inputs i ON i.sha256 = r.own_sha256
LEFT JOIN assessment_heads h ON h.assessment_id = r.assessment_id
WHERE s.run_id = coalesce((SELECT run_id FROM scores WHERE id = $1), run_of_score($1)) AND s.id = $1
