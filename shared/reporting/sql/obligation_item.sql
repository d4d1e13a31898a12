-- One obligation as JSON, of a row `f` of the facts, its report `r` and its status `st`. The organisation is named as it was
-- called on the day, or else first.
-- `status_at`: the day at the time of day of what was known; a status lasts whole days.
json_build_object(
    'id', f.id,
    'regime', json_build_object('id', f.regime_id, 'code', f.regime_code, 'name', f.regime_name,
        'kind', f.regime_kind),
    'organisation', json_build_object('id', f.organisation_id, 'slug', f.organisation_slug, 'name', (
        SELECT v.name FROM organisation_versions v
        WHERE v.organisation_id = f.organisation_id AND v.hierarchy = 'administrative'
            AND v.recorded_at <= least($4, now()) AND least($4, now()) < v.superseded_at
        ORDER BY v.valid_from > f.today, CASE WHEN v.valid_from <= f.today THEN v.valid_from END DESC, v.valid_from
        LIMIT 1)),
    'year', f.year, 'period', f.period, 'due_before_on', f.due_before_on, 'due_at', f.due_at,
    'certainty', f.certainty, 'status', st.status,
    'status_at', (f.today + CAST(least($4, now()) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS time)) AT TIME ZONE 'Asia/Ho_Chi_Minh',
    'late', r.first_submitted_at >= f.due_at,
    'valid_from', nullif(f.valid_from, '-infinity'), 'valid_to', nullif(f.valid_to, 'infinity'),
    'inherited_from', f.inherited_from, 'passed_to', (SELECT n.id FROM obligations n WHERE n.inherited_from = f.id
        AND (n.recorded_at <= least($4, now()) AND least($4, now()) < n.superseded_at
            OR EXISTS (SELECT FROM obligations_past p WHERE p.id = n.id
                AND p.recorded_at <= least($4, now()) AND least($4, now()) < p.superseded_at))), 'change', f.change_id,
    'report', f.report_id, 'first_submitted_at', r.first_submitted_at, 'accepted_at', r.accepted_at {more})
