-- A finding as answers show it; `f` is its row, $2 known_at. The rows of the parts come in the order of their names' slugs.
json_build_object('id', f.id, 'kind', f.kind,
    'state', CASE WHEN least($2, now()) < f.closed_at THEN 'open' ELSE 'closed' END,
    'target', (SELECT code FROM targets WHERE id = f.target_id),
    'organisation', (SELECT slug FROM organisations WHERE id = f.organisation_id),
    'measured_on', f.measured_on, 'hierarchy', f.hierarchy,
    'own', (SELECT {part} FROM measurements m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = f.measurement_id),
    'value', (SELECT trim_scale(m.value) FROM measurements m WHERE m.id = f.measurement_id),
    'parts_value', trim_scale(f.parts_value), 'numerator', trim_scale(f.numerator),
    'denominator', trim_scale(f.denominator), 'tolerance', trim_scale(f.tolerance),
    'difference', (SELECT trim_scale(m.value - f.parts_value) FROM measurements m WHERE m.id = f.measurement_id),
    'parts', (SELECT json_agg({part} ORDER BY o.slug COLLATE "C") FROM measurement_finding_parts p
        JOIN measurements m ON m.id = p.measurement_id JOIN organisations o ON o.id = m.organisation_id
        WHERE p.finding_id = f.id),
    'opened_by', to_json(f.opened_by),
    'opened_at', to_char(f.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'closed_by', CASE WHEN least($2, now()) >= f.closed_at THEN to_json(f.closed_by) END,
    'closed_at', CASE WHEN least($2, now()) >= f.closed_at
        THEN to_char(f.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END)
