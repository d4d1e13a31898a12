-- Runs with all that they read and all figures that they kept, for a replay; null what they read and is gone. $1 runs.
SELECT r.id, r.engine_version, r.structure_sha256, r.own_sha256, r.inputs_sha256, t.body::text AS structure,
    coalesce(r.inputs, i.body)::text AS inputs,
    (SELECT json_agg(json_build_array(s.score_column, s.node, s.points::text, s.max_points::text, s.value::text,
        s.certainty, s.undecided, s.not_determinable)) FROM run_scores s WHERE s.run_id = r.id)::text AS figures
FROM runs r
LEFT JOIN run_structures t ON t.sha256 = r.structure_sha256
LEFT JOIN run_inputs i ON i.sha256 = r.own_sha256
WHERE r.id {among}
