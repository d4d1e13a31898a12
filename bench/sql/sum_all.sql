-- The bare arithmetic of every assessment under the framework version $1, in one set-based statement: the latest claim and
-- the best decision in force of each component, summed by main index and in all, kept in a table without any index.
WITH own AS (
         SELECT DISTINCT ON (k.assessment_id, k.component_id) k.assessment_id, k.component_id, k.points
         FROM claims k JOIN assessments a ON a.id = k.assessment_id
         WHERE a.framework_version_id = $1 AND a.status = 'open'
         ORDER BY k.assessment_id, k.component_id, k.seq DESC
     ),
     latest AS (
         SELECT DISTINCT ON (x.revision_id, x.component_id) e.assessment_id, x.component_id, x.points
         FROM assessments a JOIN evidence e ON e.assessment_id = a.id AND e.withdrawn_at IS NULL
         JOIN evidence_revisions r ON r.evidence_id = e.id JOIN decisions x ON x.revision_id = r.id
         WHERE a.framework_version_id = $1 AND a.status = 'open'
         ORDER BY x.revision_id, x.component_id, x.seq DESC
     ),
     verified AS (SELECT assessment_id, component_id, max(points) AS points FROM latest GROUP BY assessment_id, component_id)
INSERT INTO bench_sums (assessment_id, component_id, main_index_id, own, verified)
SELECT a.id, c.id, c.main_index_id, sum(o.points) AS own, sum(v.points) AS verified
FROM assessments a JOIN components c USING (framework_version_id)
LEFT JOIN own o ON o.assessment_id = a.id AND o.component_id = c.id
LEFT JOIN verified v ON v.assessment_id = a.id AND v.component_id = c.id
WHERE a.framework_version_id = $1 AND a.status = 'open'
GROUP BY GROUPING SETS ((a.id, c.id), (a.id, c.main_index_id), (a.id))
