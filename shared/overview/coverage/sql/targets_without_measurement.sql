-- Numeric targets in force of which no figure lies in the year, up to that day.
SELECT lpad(CAST(t.position AS text), 10, '0') AS place, t.id, json_build_object('id', t.id, 'code', t.code, 'name', t.name,
    'level', t.level) AS shown
FROM targets_known t
WHERE t.measure = 'numeric' AND t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    AND NOT EXISTS (SELECT FROM measurements m WHERE m.target_id = t.id
        AND m.measured_on BETWEEN make_date($3, 1, 1) AND least($1, make_date($3, 12, 31))
        AND m.recorded_at <= least($2, now()))
