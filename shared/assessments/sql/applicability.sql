-- The statements in force of one assessment, in the order of its components, also those that something applies again.
-- $1 assessment.
SELECT json_build_object('items', coalesce(json_agg(item ORDER BY position), '[]'), 'next', NULL,
    'not_applicable', (SELECT v.not_applicable FROM assessments a JOIN framework_versions v
        ON v.id = a.framework_version_id WHERE a.id = $1))::text
FROM (
    SELECT DISTINCT ON (c.code) {item} AS item, c.position
    FROM component_applicability t
    JOIN assessments a ON a.id = t.assessment_id
    JOIN component_lines l ON l.ancestor_id = t.component_id AND l.framework_version_id = a.framework_version_id AND l.alone
    JOIN components c ON c.id = l.component_id
    JOIN sources s ON s.id = t.source_id
    LEFT JOIN legal_documents d ON d.id = s.document_id
    WHERE t.assessment_id = $1
    ORDER BY c.code, t.seq DESC
) latest
