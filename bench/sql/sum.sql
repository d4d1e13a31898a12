-- The bare sum of what a computation reads: per main index, the best decided points of each component of $1.
SELECT index_id, sum(points)
FROM (
    SELECT c.main_index_id AS index_id, c.id, max(x.points) AS points
    FROM assessments a
    JOIN components c USING (framework_version_id)
    LEFT JOIN evidence_components k ON k.component_id = c.id
    LEFT JOIN evidence_revisions r ON r.id = k.revision_id
    LEFT JOIN evidence e ON e.id = r.evidence_id AND e.assessment_id = a.id AND e.withdrawn_at IS NULL
    LEFT JOIN decisions x ON x.revision_id = r.id AND x.component_id = c.id AND e.id IS NOT NULL
    WHERE a.id = $1
    GROUP BY c.main_index_id, c.id
) component
GROUP BY index_id
