-- One set as every answer shows it; `s` is its row with `slug`, `v` its place (vintages.sql).
json_build_object(
    'id', s.id, 'organisation', s.slug, 'year', s.year, 'kind', s.kind, 'note', s.note, 'reason', s.reason,
    'areas', (SELECT coalesce(json_agg(json_build_object('area', r.code, 'scope', a.scope,
            'investment', trim_scale(a.investment), 'recurrent', trim_scale(a.recurrent), 'total', trim_scale(a.total))
            ORDER BY r.position, a.scope), '[]')
        FROM spending_amounts a JOIN spending_areas r ON r.id = a.area_id WHERE a.statement_id = s.id),
    'total', trim_scale(w.own), 'budget_million_vnd', trim_scale(s.budget_million_vnd),
    'share_percent', trim_scale(round(100 * w.own / nullif(s.budget_million_vnd, 0), 6)),
    'vintage', v.number, 'status', CASE WHEN v.counts = s.id THEN 'current' WHEN NOT s.firm AND v.settled THEN 'closed'
        ELSE 'superseded' END, 'replaced_by', nullif(v.counts, s.id),
    'recorded_at', to_char(s.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
