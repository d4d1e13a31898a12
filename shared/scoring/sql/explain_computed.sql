-- A computed score with its run. Of the inputs only what this node rests on: for a component its claims and pieces,
-- for the others the structure, which says what they sum. $1 score.
SELECT s.id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided, s.not_determinable,
       s.basis::text AS basis, r.id AS run_id, r.assessment_id, r.framework_version_id, r.inputs_version,
       r.engine_version, r.inputs_sha256, r.computed_at, h.run_id = r.id AS is_current,
       CASE WHEN s.node LIKE 'component:%' THEN jsonb_build_object(
           'claims', jsonb_path_query_array(r.inputs, '$.claims[*] ? (@.component == $code)', c.named),
           'pieces', jsonb_path_query_array(r.inputs, '$.pieces[*] ? (@.component == $code)', c.named))
       ELSE t.body END::text AS inputs
FROM scores s
JOIN runs r ON r.id = s.run_id
JOIN run_structures t ON t.sha256 = r.structure_sha256
CROSS JOIN LATERAL (SELECT jsonb_build_object('code', split_part(s.node, ':', 2)) AS named) c
LEFT JOIN assessment_heads h ON h.assessment_id = r.assessment_id
WHERE s.id = $1
