-- What was published of an assessment: values of total and main indices, whose points are value × weight. $1 assessment.
SELECT m.id AS rests_on, a.framework_version_id, array_agg(p.node) AS nodes,
    array_agg(p.value * i.weight) AS points, array_agg(i.weight) AS maxima, array_agg(p.value) AS quotients,
    array_agg(p.id) AS score_ids
FROM imports m
JOIN assessments a ON a.id = m.assessment_id
JOIN published_values p ON p.import_id = m.id AND (p.node = 'total' OR p.node LIKE 'index:%')
LEFT JOIN main_indices i ON i.framework_version_id = a.framework_version_id AND p.node = 'index:' || i.number
WHERE m.assessment_id = $1 AND m.superseded_at = 'infinity'
GROUP BY m.id, a.framework_version_id
