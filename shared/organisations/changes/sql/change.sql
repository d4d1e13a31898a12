-- One change as every answer shows it; `c` its row. {known}: the instant of knowledge.
json_build_object(
    'id', c.id, 'kind', c.kind, 'effective_on', c.effective_on, 'effective_precision', c.effective_precision,
    'parts', (SELECT json_agg(json_build_object(
            'role', p.role, 'organisation', o.slug, 'founded', p.founded, 'heir', p.heir, 'continues', p.continues,
            'name', p.name, 'short_name', p.short_name, 'parent', (SELECT slug FROM organisations WHERE id = p.parent_id),
            'duties', p.duties, 'certainty', p.certainty) ORDER BY p.position)
        FROM organisation_change_parts p JOIN organisations o ON o.id = p.organisation_id WHERE p.change_id = c.id),
    'note', c.note, 'replaces', c.replaces,
    'replaced_by', (SELECT r.id FROM organisation_changes r WHERE r.replaces = c.id
        AND r.recorded_at <= {known} AND {known} < r.superseded_at),
    'stated_by', c.stated_by,
    'recorded_at', to_char(c.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'certainty', c.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = c.source_id)
    {more})
