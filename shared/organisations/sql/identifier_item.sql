-- One statement about a code as answers show it; `i` the statement.
json_build_object(
    'id', i.id, 'organisation', (SELECT slug FROM organisations WHERE id = i.organisation_id),
    'code', i.code, 'status', i.status,
    'valid_from', nullif(i.valid_from, '-infinity'), 'valid_to', nullif(i.valid_to, 'infinity'),
    'replaces', i.replaces, 'stated_by', i.stated_by, 'certainty', i.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = i.source_id)
    {more})
