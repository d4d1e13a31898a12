-- One page of assignments, newest first. $1 the civil day of asking, $2 limit.
WITH page AS MATERIALIZED (
    SELECT p.*, row_number() OVER (ORDER BY p.assigned_at DESC, p.id DESC) AS place
    FROM role_assignments p
    WHERE true {where}
    ORDER BY p.assigned_at DESC, p.id DESC
    LIMIT $2 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY p.place) FROM page p WHERE p.place <= $2), '[]'),
    'next_keys', (SELECT json_build_array(p.assigned_at, p.id) FROM page p
        WHERE p.place = $2 AND EXISTS (SELECT FROM page WHERE place > $2))
    {total})::text
