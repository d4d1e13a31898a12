-- One assessment by id, with the reasons that the publication gives for its lists of components.
SELECT (({item})::jsonb || jsonb_build_object('reasons', coalesce((
    SELECT jsonb_agg(jsonb_build_object('main_index', r.main_index, 'outcome', r.outcome, 'components', r.components,
        'quote', rs.quote, 'clause', rs.clause, 'document', rd.slug) ORDER BY r.main_index, r.outcome)
    FROM published_reasons r JOIN imports m ON m.id = r.import_id AND m.superseded_at = 'infinity'
    JOIN sources rs ON rs.id = r.source_id LEFT JOIN legal_documents rd ON rd.id = rs.document_id
    WHERE m.assessment_id = a.id), '[]')))::text
FROM (SELECT a.*, f.slug AS framework, v.version AS framework_version, o.slug AS organisation
      FROM assessments a JOIN framework_versions v ON v.id = a.framework_version_id
      JOIN frameworks f ON f.id = v.framework_id JOIN organisations o ON o.id = a.organisation_id) a
JOIN sources s ON s.id = a.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
WHERE a.id = $1
