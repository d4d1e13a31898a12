-- One page of delegations, newest first. $1 the civil day of asking, $2 limit.
WITH page AS MATERIALIZED (
    SELECT d.*, row_number() OVER (ORDER BY d.given_at DESC, d.id DESC) AS place
    FROM delegations d
    WHERE true {where}
    ORDER BY d.given_at DESC, d.id DESC
    LIMIT $2 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY d.place) FROM page d WHERE d.place <= $2), '[]'),
    'next_keys', (SELECT json_build_array(d.given_at, d.id) FROM page d
        WHERE d.place = $2 AND EXISTS (SELECT FROM page WHERE place > $2))
    {total})::text
