-- One obligation as the answer shows it; `d` is its row, `s` its source. $1 as_of, $2 known_at. Who is not known to owe it
-- is nobody: `owners` is empty.
(SELECT json_build_object(
    'kind', d.kind, 'id', d.id, 'code', shown.code, 'name', shown.name, 'clause', s.clause, 'quote', s.quote,
    'note', s.note, 'certainty', d.certainty, 'owners', coalesce(shown.owners, '[]'),
    'partners', coalesce(shown.partners, '[]'), 'role', shown.role, 'year', shown.year,
    'period', shown.period, 'due_before_on', shown.due_before_on, 'due_by_on', shown.due_by_on,
    'operator', shown.operator, 'value', trim_scale(shown.value), 'unit', shown.unit,
    'set', (SELECT b.slug FROM target_sets b WHERE b.id = d.set_id), 'status', d.status, 'counts', d.counts)
FROM (
    SELECT t.code, t.name, m.year, NULL AS period, CAST(NULL AS date) AS due_before_on, CAST(NULL AS date) AS due_by_on,
        m.operator, m.value, t.unit, (SELECT json_agg({organisation}) FROM organisations o WHERE o.id = t.owner_id) AS owners,
        CAST(NULL AS json) AS partners, CAST(NULL AS text) AS role
    FROM milestones m
    JOIN targets_known t ON t.id = m.target_id AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    WHERE d.rank = 1 AND m.id = d.detail_id
    UNION ALL
    SELECT t.code, t.name, NULL, NULL, t.due_before_on, t.due_by_on, NULL, NULL, NULL, (
        SELECT json_agg({owner} ORDER BY p.role <> 'lead', p.place)
        FROM task_parties p
        LEFT JOIN organisations o ON o.id = p.organisation_id
        LEFT JOIN organisation_groups u ON u.id = p.group_id
        WHERE p.task_id = t.id AND p.role IN ('lead', 'co_lead') AND p.valid_from <= $1 AND $1 < p.valid_to
            AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at), (
        SELECT json_agg({owner} ORDER BY p.place, p.id)
        FROM task_parties p
        LEFT JOIN organisations o ON o.id = p.organisation_id
        LEFT JOIN organisation_groups u ON u.id = p.group_id
        WHERE p.task_id = t.id AND p.role = 'partner' AND p.valid_from <= $1 AND $1 < p.valid_to
            AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at), NULL
    FROM tasks_known t
    WHERE d.rank = 2 AND t.id = d.detail_id AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    UNION ALL
    SELECT g.code, g.name, CAST(nullif(split_part(d.part, '.', 1), '') AS integer), nullif(split_part(d.part, '.', 2), ''),
        coalesce(g.due_before_on, make_date(CAST(nullif(split_part(d.part, '.', 1), '') AS integer), g.due_before_month,
            g.due_before_day)),
        NULL, NULL, NULL, NULL, (
        SELECT json_agg({owner} ORDER BY coalesce(o.slug, u.slug))
        FROM regime_reporters p
        LEFT JOIN organisations o ON o.id = p.organisation_id
        LEFT JOIN organisation_groups u ON u.id = p.group_id
        WHERE p.regime_id = g.id
            AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at), NULL, NULL
    FROM reporting_regimes g
    WHERE d.rank = 3 AND g.id = d.detail_id
    UNION ALL
    SELECT a.code, a.name, CAST(d.part AS integer), 'year', NULL, NULL, NULL, NULL, NULL, (
        SELECT json_agg({owner})
        FROM (SELECT 1) one
        LEFT JOIN organisations o ON o.id = k.organisation_id
        LEFT JOIN organisation_groups u ON u.id = k.group_id), NULL, NULL
    FROM spending_asks k JOIN spending_areas a ON a.id = k.area_id
    WHERE d.rank = 4 AND k.id = d.detail_id
    UNION ALL
    -- A duty is named by its own words: any other name would be a reading of them.
    SELECT y.code, s.quote, NULL, NULL, NULL, NULL, NULL, NULL, NULL, answering.owners, answering.partners, y.role
    FROM standing_duties_known y CROSS JOIN LATERAL ({parties}) answering
    WHERE d.rank = 5 AND y.id = d.detail_id AND y.recorded_at <= least($2, now()) AND least($2, now()) < y.superseded_at
) shown)
