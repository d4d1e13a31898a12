-- One task as every answer shows it; `t` is its row, beside it its state. $1 as_of, $2 known_at. What it waits for:
-- those it needs that are not done that day; a cancelled one stands in nobody's way.
json_build_object(
    'id', t.id, 'code', t.code, 'kind', t.kind, 'name', t.name, 'section', t.section,
    'framework', (SELECT slug FROM frameworks WHERE id = t.framework_id), 'main_index', t.main_index,
    'group', (SELECT code FROM task_groups WHERE id = t.group_id),
    'owner', {owner},
    'lead', (SELECT {party} FROM task_parties p WHERE {taking_part} AND p.role = 'lead'),
    'co_leads', (SELECT coalesce(json_agg({party} ORDER BY p.place, p.id), '[]')
        FROM task_parties p WHERE {taking_part} AND p.role = 'co_lead'),
    'partners', (SELECT coalesce(json_agg({party} ORDER BY p.place, p.id), '[]')
        FROM task_parties p WHERE {taking_part} AND p.role = 'partner'),
    'components', to_json(t.components), 'components_certainty', t.components_certainty,
    'targets', (SELECT coalesce(json_agg(json_build_object('code', g.code, 'certainty', k.certainty) ORDER BY g.code), '[]')
        FROM task_targets k JOIN targets g ON g.id = k.target_id
        WHERE k.task_id = t.id AND k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at),
    'frequency', t.frequency, 'due_before_on', t.due_before_on, 'due_by_on', t.due_by_on,
    'overdue', coalesce(led.overdue, false),
    'deliverable', t.deliverable, 'deliverables_owed', t.deliverables_owed,
    'budget', (SELECT coalesce(json_agg(json_build_object('fund', b.fund, 'year', b.year,
            'amount_million_vnd', trim_scale(b.amount_million_vnd)) ORDER BY l.position, b.year), '[]')
        FROM task_budget b JOIN budget_lines l ON l.code = b.fund
        WHERE b.task_id = t.id AND b.recorded_at <= least($2, now()) AND least($2, now()) < b.superseded_at),
    'depends_on', (SELECT coalesce(json_agg(u.code ORDER BY u.code), '[]')
        FROM task_dependencies n JOIN tasks u ON u.id = n.needs_id
        WHERE n.task_id = t.id AND n.recorded_at <= least($2, now()) AND least($2, now()) < n.superseded_at),
    'waits_for', (SELECT coalesce(json_agg(u.code ORDER BY u.code), '[]')
        FROM task_dependencies n JOIN {tasks} u ON u.id = n.needs_id
            AND u.recorded_at <= least($2, now()) AND least($2, now()) < u.superseded_at
        LEFT JOIN proved f ON f.task_id = u.id
        WHERE n.task_id = t.id AND n.recorded_at <= least($2, now()) AND least($2, now()) < n.superseded_at
            AND NOT coalesce((SELECT x.status = 'cancelled'
                    OR x.status = 'done' AND coalesce(f.accepted, 0) >= u.deliverables_owed
                FROM task_statuses x WHERE x.task_id = u.id AND x.effective_on <= $1
                    AND x.recorded_at <= least($2, now())
                ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1), false)),
    'status', st.status, 'status_since', said.effective_on, 'done_taken_back', coalesce(st.taken_back, false),
    'status_note', said.note,
    'status_source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = said.cancelling_source_id),
    'progress', json_build_object(
        'reported', (SELECT json_build_object('percent', trim_scale(r.percent), 'reported_on', r.reported_on,
                'organisation', (SELECT slug FROM organisations WHERE id = r.organisation_id))
            FROM task_progress r WHERE r.task_id = t.id AND r.reported_on <= $1 AND r.recorded_at <= least($2, now())
            ORDER BY r.reported_on DESC, r.seq DESC LIMIT 1),
        'verified_percent', least(100, 100 * st.accepted / t.deliverables_owed), 'accepted_deliverables', st.accepted),
    'stated_by', t.stated_by, 'corrected', to_json(t.corrected),
    'valid_from', nullif(t.valid_from, '-infinity'), 'valid_to', nullif(t.valid_to, 'infinity'),
    'certainty', t.certainty,
    'source', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = t.source_id),
    'amended_by', (SELECT {source} FROM sources s LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = t.amended_source_id)
    {more})
