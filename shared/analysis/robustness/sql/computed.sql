-- The components of every organisation assessed under a framework in a year (the newest version of each), as they stand
-- in a column, with the maxima of their total and pillars. $1 framework, $2 year, $3 column.
WITH assessed AS (
    SELECT DISTINCT ON (a.organisation_id) a.id, a.organisation_id, a.framework_version_id
    FROM framework_versions v JOIN assessments a ON a.framework_version_id = v.id AND a.year = $2
    WHERE v.framework_id = $1
    ORDER BY a.organisation_id, v.version DESC
), figures AS (
    SELECT s.assessment_id, (array_agg(s.run_id))[1] AS run_id,
        array_agg(s.node ORDER BY s.node) AS nodes, array_agg(s.points ORDER BY s.node) AS points,
        array_agg(s.max_points ORDER BY s.node) AS maxima, array_agg(s.undecided ORDER BY s.node) AS undecided
    FROM assessed x JOIN head_scores s ON s.assessment_id = x.id AND s.score_column = $3
    WHERE s.node LIKE 'component:%' OR s.node LIKE 'pillar:%' OR s.node = 'total'
    GROUP BY s.assessment_id
)
SELECT x.id AS assessment_id, o.slug AS organisation, x.framework_version_id, f.run_id AS rests_on, f.nodes, f.points,
       f.maxima, f.undecided
FROM assessed x JOIN organisations o ON o.id = x.organisation_id LEFT JOIN figures f ON f.assessment_id = x.id
