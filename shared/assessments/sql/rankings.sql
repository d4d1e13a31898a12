-- One page of published rankings, newest year first, without their rows. $1 limit.
WITH page AS MATERIALIZED (
    SELECT r.*, f.slug AS framework, row_number() OVER (ORDER BY -r.year, r.id) AS place
    FROM {from}
    WHERE true {where}
    ORDER BY -r.year, r.id
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('id', r.id, 'framework', r.framework, 'year', r.year,
            'kind', r.kind, 'row_count', (SELECT count(*) FROM ranking_rows w WHERE w.ranking_id = r.id),
            'certainty', r.certainty, 'source', {source}) ORDER BY r.place)
        FROM page r JOIN sources s ON s.id = r.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE r.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(r.year, r.id) FROM page r
        WHERE r.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
