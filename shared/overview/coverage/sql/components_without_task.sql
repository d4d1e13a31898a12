-- Components of the framework's version that no task in force names.
SELECT lpad(CAST(c.position AS text), 10, '0') AS place, c.id, json_build_object('id', c.id, 'code', c.code, 'name', c.name,
    'main_index', i.number) AS shown
FROM components c JOIN main_indices i ON i.id = c.main_index_id
WHERE c.framework_version_id = $5 AND NOT EXISTS (
    SELECT FROM tasks_known t WHERE t.framework_id = $4 AND t.components @> ARRAY[c.code]
        AND t.valid_from <= $1 AND $1 < t.valid_to
        AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at)
