-- One page of the versions of a framework ($1 id or $2 slug), the newest first: $3 limit, $4 last number or null. No row when
-- the caller reads none of them (a draft is not everybody's).
WITH mine AS MATERIALIZED (
    SELECT v.* FROM framework_versions v JOIN frameworks f ON f.id = v.framework_id WHERE f.id = $1 OR f.slug = $2
), page AS MATERIALIZED (
    SELECT v.*, row_number() OVER (ORDER BY v.version DESC) AS place
    FROM mine v WHERE $4::integer IS NULL OR v.version < $4 ORDER BY v.version DESC LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('version', v.version, 'version_id', v.id, 'status', v.status,
            'revision', v.revision, 'total_points', v.total_points, 'main_index_count', v.main_index_count,
            'component_count', v.component_count, 'stated_by', v.stated_by, 'recorded_at', v.recorded_at,
            'published_at', v.published_at, 'published_source', CASE WHEN s.id IS NOT NULL THEN {source} END)
            ORDER BY v.place)
        FROM page v LEFT JOIN sources s ON s.id = v.published_source_id
        LEFT JOIN legal_documents d ON d.id = s.document_id WHERE v.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(v.version) FROM page v
        WHERE v.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)) {total})::text
WHERE EXISTS (SELECT FROM mine)
