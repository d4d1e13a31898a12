-- One page of frameworks that are not drafts, each with its latest version, by slug. $1 limit, $2 last slug or null.
WITH page AS MATERIALIZED (
    SELECT f.*, v.version, v.status, v.total_method, v.total_points, v.component_count, v.main_index_count,
           row_number() OVER (ORDER BY f.slug COLLATE "C") AS place
    FROM frameworks f
    JOIN LATERAL (SELECT * FROM framework_versions v WHERE v.framework_id = f.id AND v.status <> 'draft'
                  ORDER BY v.version DESC LIMIT 1) v ON true
    WHERE $2::text IS NULL OR f.slug COLLATE "C" > $2
    ORDER BY f.slug COLLATE "C"
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('id', f.id, 'slug', f.slug, 'code', f.code,
            'name', f.name, 'level', f.level, 'years', f.years, 'version', f.version, 'status', f.status,
            'total_method', f.total_method, 'total_points', f.total_points,
            'component_count', f.component_count, 'main_index_count', f.main_index_count,
            'certainty', f.certainty, 'source', {source}) ORDER BY f.place)
        FROM page f JOIN sources s ON s.id = f.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
        WHERE f.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(f.slug) FROM page f
        WHERE f.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1)) {total})::text
