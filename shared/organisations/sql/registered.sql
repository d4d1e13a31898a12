-- An organisation as it was registered: what was stated of it, before any change. :id the statement.
SELECT json_build_object(
    'id', o.id, 'slug', o.slug, 'name', v.name, 'short_name', v.short_name, 'kind', o.kind, 'level', o.level,
    'parent', (SELECT slug FROM organisations WHERE id = v.parent_id), 'statistics_code', v.statistics_code,
    'valid_from', nullif(v.valid_from, '-infinity'), 'valid_to', nullif(v.valid_to, 'infinity'),
    'stated_by', v.stated_by, 'certainty', v.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = v.source_id))::text AS body
FROM organisation_version_statements v JOIN organisations o ON o.id = v.organisation_id
WHERE v.id = :id
