-- What a publication says of an assessment, main index by main index: values, outcomes, and the reasons of its lists with
-- how they are read. $1 assessment.
WITH one AS (
    SELECT a.id, a.year, a.status, a.framework_version_id, v.version, v.total_method, v.total_points, f.slug AS framework,
           o.slug AS organisation, m.id AS import_id, m.recorded_at AS imported_at
    FROM assessments a
    JOIN framework_versions v ON v.id = a.framework_version_id
    JOIN frameworks f ON f.id = v.framework_id
    JOIN organisations o ON o.id = a.organisation_id
    LEFT JOIN imports m ON m.assessment_id = a.id AND m.superseded_at = 'infinity'
    WHERE a.id = $1
), said AS (
    SELECT p.* FROM published_values p JOIN one ON p.import_id = one.import_id
)
SELECT json_build_object(
    'assessment', one.id, 'organisation', one.organisation, 'year', one.year, 'framework', one.framework,
    'framework_version', one.version, 'status', one.status, 'total_method', one.total_method,
    'total_points', one.total_points, 'import_id', one.import_id, 'imported_at', one.imported_at,
    'total', (SELECT json_build_object('value', t.value, 'certainty', t.certainty, 'score_id', t.id)
        FROM said t WHERE t.node = 'total'),
    'main_indices', coalesce((SELECT json_agg(json_build_object('number', i.number, 'number_187', i.number_187,
            'name', i.name, 'max_points', i.weight, 'value', s.value, 'certainty', coalesce(s.certainty, 'unknown'),
            'score_id', s.id) ORDER BY i.number)
        FROM main_indices i LEFT JOIN said s ON s.node = 'index:' || i.number
        WHERE i.framework_version_id = one.framework_version_id), '[]'),
    'components', coalesce((SELECT json_agg(json_build_object('code', c.code, 'code_187', c.code_187, 'name', c.name,
            'main_index', i.number, 'max_points', c.max_points, 'max_points_certainty', c.max_points_certainty,
            'outcome', s.outcome, 'certainty', coalesce(s.certainty, 'unknown'), 'score_id', s.id,
            'heading', CASE WHEN s.id IS NOT NULL THEN json_build_object('quote', g.quote, 'clause', g.clause,
                'document', d.slug) END,
            'notes', array_remove(ARRAY[g.note, cg.note], NULL)) ORDER BY c.position)
        FROM components c
        JOIN main_indices i ON i.id = c.main_index_id
        JOIN sources cg ON cg.id = c.source_id
        LEFT JOIN said s ON s.node = 'component:' || c.code
        LEFT JOIN sources g ON g.id = s.source_id
        LEFT JOIN legal_documents d ON d.id = g.document_id
        WHERE c.framework_version_id = one.framework_version_id), '[]'),
    'reasons', coalesce((SELECT json_agg(json_build_object('main_index', r.main_index, 'outcome', r.outcome,
            'components', r.components, 'causes', r.causes, 'quote', g.quote, 'clause', g.clause, 'document', d.slug)
            ORDER BY r.main_index, r.outcome)
        FROM published_reasons r
        JOIN sources g ON g.id = r.source_id
        LEFT JOIN legal_documents d ON d.id = g.document_id
        WHERE r.import_id = one.import_id), '[]'))::text
FROM one
