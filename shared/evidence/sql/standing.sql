-- Every piece that can count: revision × component of evidence not withdrawn, with the decision in force on it
-- (the latest one of that revision and component). $1 assessments.
SELECT e.assessment_id, r.id AS revision_id, c.code AS component,
       x.id AS decision_id, x.verdict, x.points
FROM evidence e
JOIN evidence_revisions r ON r.evidence_id = e.id
JOIN evidence_components k ON k.revision_id = r.id
JOIN components c ON c.id = k.component_id
LEFT JOIN LATERAL (SELECT x.id, x.verdict, x.points FROM decisions x
                   WHERE x.revision_id = r.id AND x.component_id = k.component_id
                   ORDER BY x.seq DESC LIMIT 1) x ON true
WHERE e.assessment_id = ANY($1::uuid[]) AND e.withdrawn_at IS NULL
ORDER BY e.assessment_id, r.id, c.position
