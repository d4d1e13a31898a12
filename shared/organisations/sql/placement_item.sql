-- One statement about a place in a hierarchy as answers show it; `p` the statement.
json_build_object(
    'id', p.id, 'organisation', (SELECT slug FROM organisations WHERE id = p.organisation_id),
    'hierarchy', p.hierarchy, 'superior', (SELECT slug FROM organisations WHERE id = p.parent_id),
    'valid_from', nullif(p.valid_from, '-infinity'), 'valid_to', nullif(p.valid_to, 'infinity'),
    'replaces', p.replaces, 'stated_by', p.stated_by, 'certainty', p.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = p.source_id)
    {more})
