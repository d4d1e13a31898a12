-- What a task's leading organisation said of its progress, the latest first. $1 as_of, $2 known_at, $3 task, $4 after,
-- $5 limit.
WITH page AS (
    SELECT y.*, row_number() OVER (ORDER BY y.seq DESC) AS place
    FROM task_progress y
    WHERE y.task_id = $3 AND y.reported_on <= $1 AND y.recorded_at <= least($2, now())
        AND ($4::bigint IS NULL OR y.seq < $4)
    ORDER BY y.seq DESC
    LIMIT $5 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('id', y.id, 'organisation', o.slug,
            'percent', trim_scale(y.percent), 'reported_on', y.reported_on, 'note', y.note,
            'recorded_by', y.recorded_by, 'recorded_for', y.recorded_for, 'recorded_at', y.recorded_at) ORDER BY y.place)
        FROM page y JOIN organisations o ON o.id = y.organisation_id WHERE y.place <= $5), '[]'),
    'next_keys', (SELECT json_build_array(y.seq) FROM page y
        WHERE y.place = $5 AND EXISTS (SELECT FROM page WHERE place > $5)),
    {moment})::text
