-- One page of findings in the order in which they were opened. $1 as_of, $2 known_at, $3 limit.
WITH page AS MATERIALIZED (
    SELECT f.*, row_number() OVER (ORDER BY f.recorded_at, f.id) AS place
    FROM measurement_findings f
    WHERE {in_time} {where}
    ORDER BY f.recorded_at, f.id
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY f.place) FROM page f WHERE f.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(
            to_char(f.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), f.id) FROM page f
        WHERE f.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
