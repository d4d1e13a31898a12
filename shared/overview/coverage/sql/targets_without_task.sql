-- Targets in force that no task in force serves.
SELECT lpad(CAST(t.position AS text), 10, '0') AS place, t.id, json_build_object('id', t.id, 'code', t.code, 'name', t.name,
    'level', t.level) AS shown
FROM targets_known t
WHERE t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    AND NOT EXISTS (
        SELECT FROM task_targets k JOIN tasks_known u ON u.id = k.task_id AND u.valid_from <= $1 AND $1 < u.valid_to
            AND u.recorded_at <= least($2, now()) AND least($2, now()) < u.superseded_at
        WHERE k.target_id = t.id AND k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at)
