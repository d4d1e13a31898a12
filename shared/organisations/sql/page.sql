-- One page of the organisations in force, in Vietnamese alphabetical order. $1 as_of, $2 known_at, $3 limit.
WITH page AS MATERIALIZED (
    SELECT v.*, row_number() OVER (ORDER BY v.sort_key, v.organisation_id) AS place
    FROM organisation_versions v
    JOIN organisations o ON o.id = v.organisation_id
    WHERE {in_force} {where}
    ORDER BY v.sort_key, v.organisation_id
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY v.place)
        FROM page v JOIN organisations o ON o.id = v.organisation_id LEFT JOIN LATERAL ({code}) n ON true
        WHERE v.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(v.sort_key, v.organisation_id) FROM page v
        WHERE v.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {head} {total})::text
