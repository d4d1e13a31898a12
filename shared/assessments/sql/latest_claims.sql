-- The claim in force of every component of these assessments' versions: the latest one, made for the component itself or,
-- where it is the one successor of one component, for that. What was claimed before a split or a merger is claimed of
-- something else. $1 assessments.
SELECT DISTINCT ON (k.assessment_id, c.id) k.assessment_id, k.id, c.code AS component, k.points,
       k.input_values::text AS values, f.max_points AS former_max_points, f.rule::text AS former_rule
FROM claims k
JOIN assessments a ON a.id = k.assessment_id
JOIN component_lines l ON l.ancestor_id = k.component_id AND l.framework_version_id = a.framework_version_id AND l.alone
JOIN components c ON c.id = l.component_id
LEFT JOIN components f ON f.id = k.component_id
    AND (f.max_points, scoring_rule(f.rule)) IS DISTINCT FROM (c.max_points, scoring_rule(c.rule))
WHERE k.assessment_id {among}
ORDER BY k.assessment_id, c.id, k.seq DESC
