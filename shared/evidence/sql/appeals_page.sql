-- One page of an assessment's appeals, newest first. $1 limit. {where} holds the reader's rights and the filters.
WITH page AS MATERIALIZED (
    SELECT x.*, row_number() OVER (ORDER BY x.recorded_at DESC, x.id DESC) AS place FROM (
        {appeal}
        WHERE true {where}
        ORDER BY a.recorded_at DESC, a.id DESC
        LIMIT $1 + 1
    ) x
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(p.item ORDER BY p.place) FROM page p WHERE p.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(p.recorded_at, p.id) FROM page p
        WHERE p.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
