-- One page of assessments, newest year first. $1 limit.
WITH page AS MATERIALIZED (
    SELECT a.*, f.slug AS framework, v.version AS framework_version, o.slug AS organisation,
           row_number() OVER (ORDER BY -a.year, a.id) AS place
    FROM {from}
    WHERE true {where}
    ORDER BY -a.year, a.id
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY a.place) FROM page a
        JOIN sources s ON s.id = a.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE a.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(a.year, a.id) FROM page a
        WHERE a.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
