-- Tasks in force that name no component, and are not cancelled by that day.
SELECT lpad(CAST(t.position AS text), 10, '0') AS place, t.id, json_build_object('id', t.id, 'code', t.code, 'name', t.name,
    'main_index', t.main_index) AS shown
FROM tasks_known t
WHERE t.components = '{}' AND t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
    AND (SELECT x.status FROM task_statuses x WHERE x.task_id = t.id AND x.effective_on <= $1
        AND x.recorded_at <= least($2, now()) ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1)
        IS DISTINCT FROM 'cancelled'
