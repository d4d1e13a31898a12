-- Targets in force that nobody is in charge of.
SELECT lpad(CAST(t.position AS text), 10, '0') AS place, t.id, json_build_object('id', t.id, 'code', t.code, 'name', t.name,
    'level', t.level) AS shown
FROM targets_known t
WHERE t.owner_id IS NULL AND t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
