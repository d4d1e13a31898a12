-- Every piece that can count: revision × component of the assessment's version, of evidence not withdrawn, with the
-- decision in force on it (the latest one of that revision and component, under a rule of parts of each part). A document
-- serves the successors of the components it was posted for; a decision goes along only from one component to its one
-- successor, and says which maximum and rule it was made under where they were others; on a part that there is no more, it
-- gives way to a later decision. $1 assessments.
SELECT e.assessment_id, r.id AS revision_id, c.code AS component, x.id AS decision_id, x.verdict, x.points, x.part,
       x.input_values::text AS values, f.max_points AS former_max_points, f.rule::text AS former_rule
FROM evidence e
JOIN assessments a ON a.id = e.assessment_id
JOIN evidence_revisions r ON r.evidence_id = e.id
JOIN LATERAL (SELECT DISTINCT l.component_id FROM evidence_components k
              JOIN component_lines l ON l.ancestor_id = k.component_id
              WHERE k.revision_id = r.id AND l.framework_version_id = a.framework_version_id) s ON true
JOIN components c ON c.id = s.component_id
LEFT JOIN LATERAL (SELECT DISTINCT ON (x.part) x.id, x.verdict, x.points, x.component_id, x.part, x.input_values
                   FROM decisions x
                   JOIN component_lines l ON l.ancestor_id = x.component_id
                   WHERE x.revision_id = r.id AND l.component_id = c.id
                       AND l.framework_version_id = a.framework_version_id AND l.alone
                       AND (x.component_id = c.id OR rule_has_part(c.rule, x.part) OR NOT EXISTS (
                           SELECT FROM decisions y WHERE y.revision_id = r.id AND y.component_id = c.id))
                   ORDER BY x.part, x.seq DESC) x ON true
LEFT JOIN components f ON f.id = x.component_id
    AND (f.max_points, scoring_rule(f.rule)) IS DISTINCT FROM (c.max_points, scoring_rule(c.rule))
WHERE e.assessment_id {among} AND e.withdrawn_at IS NULL
ORDER BY e.assessment_id, r.id, c.position, x.part
