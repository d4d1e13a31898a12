-- All frameworks that are not drafts, oldest decision first; there are a handful, so the page is whole.
SELECT json_build_object('items', coalesce(json_agg(json_build_object(
    'id', f.id, 'slug', f.slug, 'code', f.code, 'name', f.name, 'level', f.level, 'years', f.years,
    'version', v.version, 'status', v.status, 'total_method', v.total_method, 'total_points', v.total_points,
    'component_count', v.component_count,
    'main_index_count', v.main_index_count, 'certainty', f.certainty, 'source', {source})
    ORDER BY f.slug), '[]'), 'next', NULL)::text
FROM frameworks f
JOIN LATERAL (SELECT * FROM framework_versions v WHERE v.framework_id = f.id AND v.status <> 'draft'
              ORDER BY v.version DESC LIMIT 1) v ON true
JOIN sources s ON s.id = f.source_id
LEFT JOIN legal_documents d ON d.id = s.document_id
