-- The run at the head of an assessment: the inputs it captured, with their structure, and its scores, in one snapshot.
-- $1 assessment.
SELECT h.run_id, h.computed_version, h.computed_at, r.engine_version, t.body::text AS structure,
       coalesce(r.inputs, i.body)::text AS inputs,
       (SELECT json_agg(json_build_object('column', s.score_column, 'node', s.node, 'points', s.points,
               'max_points', s.max_points, 'value', s.value, 'certainty', s.certainty, 'undecided', s.undecided,
               'not_determinable', s.not_determinable, 'score_id', s.score_id))
           FROM head_scores s WHERE s.assessment_id = h.assessment_id)::text AS scores,
       coalesce((SELECT v.version FROM assessment_versions v WHERE v.assessment_id = h.assessment_id), 0) AS wanted_version
FROM assessment_heads h
JOIN runs r ON r.id = h.run_id
JOIN run_structures t ON t.sha256 = r.structure_sha256
LEFT JOIN run_inputs i ON i.sha256 = r.own_sha256
WHERE h.assessment_id = $1
