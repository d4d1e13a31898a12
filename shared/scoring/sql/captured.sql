-- What the run at the head of each of these assessments rested on, and how far behind it is. The framework's structure
-- is read by its hash apart: it is the same for many and never changes. $1 assessments, $2 whether the ids of the figures
-- are asked for, too, $3 hashes of inputs that are known and need not be said again.
SELECT h.assessment_id, f.slug AS framework, fv.version AS framework_version, o.slug AS organisation, a.year, h.run_id,
       r.engine_version, h.computed_version, coalesce(w.version, 0) AS assessment_version, r.structure_sha256,
       r.inputs_sha256,
       CASE WHEN r.inputs_sha256 <> ALL ($3::text[]) THEN coalesce(own.body, r.inputs)::text END AS inputs,
       CASE WHEN $2::boolean THEN (SELECT json_object_agg(s.score_column || ' ' || s.node, s.id)
           FROM run_scores s WHERE s.run_id = h.run_id)::text END AS score_ids
FROM assessment_heads h
JOIN assessments a ON a.id = h.assessment_id
JOIN organisations o ON o.id = a.organisation_id
JOIN runs r ON r.id = h.run_id
LEFT JOIN run_inputs own ON own.sha256 = r.own_sha256
JOIN framework_versions fv ON fv.id = r.framework_version_id
JOIN frameworks f ON f.id = fv.framework_id
LEFT JOIN assessment_versions w ON w.assessment_id = h.assessment_id
WHERE h.assessment_id {among}
