-- The main indices of every organisation assessed under a framework in a year, as published. $1 framework, $2 year.
WITH assessed AS (
    SELECT DISTINCT ON (a.organisation_id) a.id, a.organisation_id, a.framework_version_id
    FROM framework_versions v JOIN assessments a ON a.framework_version_id = v.id AND a.year = $2
    WHERE v.framework_id = $1
    ORDER BY a.organisation_id, v.version DESC
)
SELECT x.id AS assessment_id, o.slug AS organisation, x.framework_version_id, m.id AS rests_on,
       f.nodes, f.quotients
FROM assessed x JOIN organisations o ON o.id = x.organisation_id
LEFT JOIN imports m ON m.assessment_id = x.id AND m.superseded_at = 'infinity'
LEFT JOIN LATERAL (
    SELECT array_agg(p.node) AS nodes, array_agg(p.value) AS quotients FROM published_values p
    WHERE p.import_id = m.id AND p.node LIKE 'index:%' AND p.value IS NOT NULL) f ON true
