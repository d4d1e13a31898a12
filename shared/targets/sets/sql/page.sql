-- One page of sets in the order of the catalog. $1 as_of, $2 known_at, $3 limit.
WITH page AS MATERIALIZED (
    SELECT b.*, row_number() OVER (ORDER BY b.position, b.id) AS place
    FROM target_sets_known b
    WHERE {in_force} {where}
    ORDER BY b.position, b.id
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY b.place) FROM page b WHERE b.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(b.position, b.id) FROM page b
        WHERE b.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
