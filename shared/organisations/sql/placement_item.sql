-- One place in a hierarchy as answers show it; `p` the place. `id` is its statement's, `change` that by which the superior
-- took the place of the one that was stated.
json_build_object(
    'id', p.statement_id, 'organisation', (SELECT slug FROM organisations WHERE id = p.organisation_id),
    'hierarchy', p.hierarchy, 'superior', (SELECT slug FROM organisations WHERE id = p.parent_id),
    'valid_from', nullif(p.valid_from, '-infinity'), 'valid_to', nullif(p.valid_to, 'infinity'),
    'replaces', p.replaces, 'change', p.change_id, 'stated_by', p.stated_by, 'certainty', p.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = p.source_id)
    {more})
