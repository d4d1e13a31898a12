-- One set as every answer shows it; `b` is its row, $1 as_of, $2 known_at.
json_build_object(
    'id', b.id, 'slug', b.slug, 'name', b.name, 'level', b.level, 'year', b.year,
    'criteria_count', (SELECT count(*) FROM target_set_members_known m WHERE m.set_id = b.id AND {known}),
    'certainty', b.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = b.source_id),
    'year_source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = b.year_source_id)
    {more})
