-- One page of measurements in the order of recording. $1 as_of, $2 known_at, $3 limit, $4 whose figures are read as a
-- successor: predecessor's id → slugs from it down to the organisation asked for (JSON). One row more than the page tells
-- whether more follow; what costs something per row runs for the rows of the page only.
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
            SELECT p.*, t.code AS target, o.slug AS organisation,
                CAST($4 AS jsonb) -> CAST(p.organisation_id AS text) AS path
            FROM page p JOIN targets t ON t.id = p.target_id JOIN organisations o ON o.id = p.organisation_id
            WHERE p.place <= $3
        ) m CROSS JOIN LATERAL ({vintages}) v), '[]'),
    'next_keys', (SELECT json_build_array(
            to_char(m.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), m.id) FROM page m
        WHERE m.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
