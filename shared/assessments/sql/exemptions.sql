-- The components that do not apply to these assessments: of the statements on a component, or on the one component that it
-- alone succeeds, the latest holds. $1 assessments.
SELECT assessment_id, id, component FROM (
    SELECT DISTINCT ON (t.assessment_id, c.code) t.assessment_id, t.id, c.code AS component, t.applicable
    FROM component_applicability t
    JOIN assessments a ON a.id = t.assessment_id
    JOIN component_lines l ON l.ancestor_id = t.component_id AND l.framework_version_id = a.framework_version_id AND l.alone
    JOIN components c ON c.id = l.component_id
    WHERE t.assessment_id {among}
    ORDER BY t.assessment_id, c.code, t.seq DESC
) latest
WHERE NOT applicable
