-- One page of measurements in the order of recording. $1 as_of, $2 known_at, $3 limit.
WITH page AS MATERIALIZED (
    SELECT m.*, row_number() OVER (ORDER BY m.recorded_at, m.id) AS place
    FROM measurements m
    WHERE {in_time} {where}
    ORDER BY m.recorded_at, m.id
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg({item} ORDER BY m.place)
        FROM (
            SELECT p.*, t.code AS target, o.slug AS organisation FROM page p
            JOIN targets t ON t.id = p.target_id JOIN organisations o ON o.id = p.organisation_id
        ) m WHERE m.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(
            to_char(m.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), m.id) FROM page m
        WHERE m.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
