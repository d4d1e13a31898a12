-- One page of service accounts, newest first. $1 the instant of asking, $2 limit.
WITH page AS MATERIALIZED (
    SELECT a.*, row_number() OVER (ORDER BY a.created_at DESC, a.id DESC) AS place
    FROM service_accounts a
    WHERE true {where}
    ORDER BY a.created_at DESC, a.id DESC
    LIMIT $2 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY a.place) FROM page a WHERE a.place <= $2), '[]'),
    'next_keys', (SELECT json_build_array(a.created_at, a.id) FROM page a
        WHERE a.place = $2 AND EXISTS (SELECT FROM page WHERE place > $2))
    {total})::text
