-- One page of the rankings that the caller sees, newest year first, without their rows. $1 limit.
WITH page AS MATERIALIZED (
    SELECT r.*, row_number() OVER (ORDER BY -r.year, r.id) AS place
    FROM rankings r
    WHERE true {where}
    ORDER BY -r.year, r.id
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY r.place)
        FROM page r JOIN frameworks f ON f.id = r.framework_id
        JOIN sources s ON s.id = r.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE r.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(r.year, r.id) FROM page r
        WHERE r.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
