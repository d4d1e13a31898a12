-- One page of targets in the order of the catalog. $1 as_of, $2 known_at, $3 limit; keyset and filters follow, so
-- that each combination of filters is one prepared statement. One row more than the page tells whether more follow.
WITH page AS MATERIALIZED (
    SELECT t.*, row_number() OVER (ORDER BY t.position, t.id) AS place
    FROM {targets} t
    WHERE {in_force} {where}
    ORDER BY t.position, t.id
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY t.place) FROM page t WHERE t.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(t.position, t.id) FROM page t
        WHERE t.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
