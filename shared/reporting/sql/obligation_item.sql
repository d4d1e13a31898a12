-- One obligation as JSON, of a row `f` of the facts.
json_build_object(
    'id', f.id,
    'regime', json_build_object('id', f.regime_id, 'code', f.regime_code, 'name', f.regime_name,
        'kind', f.regime_kind),
    'organisation', json_build_object('id', f.organisation_id, 'slug', f.organisation_slug, 'name', (
        SELECT v.name FROM organisation_versions v
        WHERE v.organisation_id = f.organisation_id AND v.superseded_at = 'infinity'
        ORDER BY v.hierarchy <> 'administrative', v.valid_from DESC LIMIT 1)),
    'year', f.year, 'period', f.period, 'due_before_on', f.due_before_on, 'due_at', f.due_at,
    'certainty', f.certainty, 'status', f.status, 'status_at', CAST($1 AS timestamptz),
    'late', f.first_submitted_at >= f.due_at,
    'valid_from', nullif(f.valid_from, '-infinity'), 'valid_to', nullif(f.valid_to, 'infinity'),
    'inherited_from', f.inherited_from, 'passed_to', (SELECT n.id FROM obligations n WHERE n.inherited_from = f.id
        AND n.recorded_at <= least($4, now()) AND least($4, now()) < n.superseded_at), 'change', f.change_id,
    'report', f.report_id, 'first_submitted_at', f.first_submitted_at, 'accepted_at', f.accepted_at {more})
