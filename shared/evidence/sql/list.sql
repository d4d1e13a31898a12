-- One page of evidence, newest first. $1 limit. {where} holds the reader's rights and the filters.
WITH page AS MATERIALIZED (
    SELECT e.id, e.recorded_at, row_number() OVER (ORDER BY e.recorded_at DESC, e.id DESC) AS place
    FROM {from}
    WHERE true {where}
    ORDER BY e.recorded_at DESC, e.id DESC
    LIMIT $1 + 1
), viewed AS (
    {view}
    WHERE e.id IN (SELECT id FROM page WHERE place <= $1)
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(v.item ORDER BY p.place) FROM page p JOIN viewed v ON v.id = p.id), '[]'),
    'next_keys', (SELECT json_build_array(p.recorded_at, p.id) FROM page p
        WHERE p.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
