-- One framework ($1 id or $2 slug) with its latest version that is no draft, or with version $3: pillars, main indices, components with rule and source, as one JSON object.
SELECT json_build_object(
    'id', f.id, 'slug', f.slug, 'code', f.code, 'name', f.name, 'level', f.level, 'years', f.years,
    'replaces', replaced.slug, 'version', v.version, 'version_id', v.id, 'status', v.status,
    'revision', v.revision, 'stated_by', v.stated_by, 'published_at', v.published_at,
    'published_source', CASE WHEN p.id IS NOT NULL THEN {published_source} END,
    'not_applicable', v.not_applicable, 'total_method', v.total_method, 'total_points', v.total_points, 'component_count', v.component_count,
    'main_index_count', v.main_index_count,
    'certainty', f.certainty, 'source', {source},
    'pillars', coalesce((SELECT json_agg(json_build_object('code', p.code, 'name', p.name,
            'main_indices', p.main_indices, 'max_points', p.max_points, 'share', p.share, 'certainty', p.certainty)
            ORDER BY array_position(ARRAY['government', 'economy', 'society'], p.code))
        FROM pillars p WHERE p.framework_version_id = v.id), '[]'),
    'main_indices', coalesce((SELECT json_agg(json_build_object('number', i.number, 'number_187', i.number_187,
            'name', i.name, 'group', i.index_group, 'weight', i.weight, 'component_count', i.component_count,
            'certainty', i.certainty, 'components', coalesce((SELECT json_agg(json_build_object('id', c.id,
                'code', c.code, 'code_187', c.code_187, 'code_certainty', c.code_certainty, 'name', c.name,
                'rule', c.rule, 'rule_certainty', c.rule_certainty, 'method', m.quote,
                'evidence_asked', c.evidence_asked, 'collected_from', c.collected_from, 'verified_with', c.verified_with, 'max_points', c.max_points,
                'max_points_certainty', c.max_points_certainty, 'source', {component_source}) ORDER BY c.position)
                FROM components c JOIN sources cs ON cs.id = c.source_id
                LEFT JOIN sources m ON m.id = c.rule_source_id
                LEFT JOIN legal_documents cd ON cd.id = cs.document_id WHERE c.main_index_id = i.id), '[]'))
            ORDER BY i.number)
        FROM main_indices i WHERE i.framework_version_id = v.id), '[]'))::text
FROM frameworks f
JOIN LATERAL (SELECT * FROM framework_versions v WHERE v.framework_id = f.id
                  AND CASE WHEN $3::integer IS NULL THEN v.status <> 'draft' ELSE v.version = $3 END
              ORDER BY v.version DESC LIMIT 1) v ON true
JOIN sources s ON s.id = coalesce(v.stated_source_id, f.source_id)
LEFT JOIN legal_documents d ON d.id = s.document_id
LEFT JOIN sources p ON p.id = v.published_source_id
LEFT JOIN legal_documents pd ON pd.id = p.document_id
LEFT JOIN frameworks replaced ON replaced.id = f.replaces_id
WHERE f.id = $1 OR f.slug = $2
