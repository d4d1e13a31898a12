-- Every main index of an import's framework with what was published of it. $1 import.
SELECT i.number, i.name, p.value, p.rank, p.id AS score_id
FROM imports m
JOIN assessments a ON a.id = m.assessment_id
JOIN main_indices i ON i.framework_version_id = a.framework_version_id
LEFT JOIN published_values p ON p.import_id = m.id AND p.node = 'index:' || i.number
WHERE m.id = $1
ORDER BY i.number
