-- One task as every answer shows it; `t` is its row. $1 as_of, $2 known_at.
json_build_object(
    'id', t.id, 'code', t.code, 'name', t.name, 'section', t.section, 'main_index', t.main_index,
    'group', (SELECT code FROM task_groups WHERE id = t.group_id),
    'owner', {owner},
    'partners', (
        SELECT coalesce(json_agg({partner} ORDER BY p.place), '[]')
        FROM jsonb_array_elements(t.partners) WITH ORDINALITY p (given, place)),
    'components', to_json(t.components), 'components_certainty', t.components_certainty,
    'frequency', t.frequency, 'due_before_on', t.due_before_on, 'certainty', t.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = t.source_id)
    {more})
