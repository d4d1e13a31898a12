-- What one version says, whole, as it was stated: $1 its id. A ground is clause and quote in the version's document where
-- they differ from the version's own; what a part rests on in other documents is not the version's to say.
SELECT json_build_object(
    'total_method', v.total_method, 'total_points', v.total_points, 'not_applicable', v.not_applicable,
    'source', json_build_object('document', o.slug, 'clause', o.clause, 'quote', o.quote, 'note', o.note),
    'pillars', coalesce((SELECT json_agg(json_build_object('code', p.code, 'name', p.name,
            'main_indices', p.main_indices, 'max_points', p.max_points, 'share', p.share, 'certainty', p.certainty,
            'clause', CASE WHEN ps.document_id = o.id THEN nullif(ps.clause, o.clause) END,
            'quote', CASE WHEN ps.document_id = o.id THEN ps.quote END)
            ORDER BY array_position(ARRAY['government', 'economy', 'society'], p.code))
        FROM pillars p JOIN sources ps ON ps.id = p.source_id WHERE p.framework_version_id = v.id), '[]'),
    'main_indices', coalesce((SELECT json_agg(json_build_object('number', i.number, 'name', i.name,
            'group', i.index_group, 'weight', i.weight, 'number_187', i.number_187, 'certainty', i.certainty,
            'clause', CASE WHEN n.document_id = o.id THEN nullif(n.clause, o.clause) END,
            'quote', CASE WHEN n.document_id = o.id THEN n.quote END,
            'components', coalesce((SELECT json_agg(json_build_object('code', c.code, 'name', c.name, 'rule', c.rule,
                    'rule_certainty', c.rule_certainty, 'max_points', c.max_points,
                    'max_points_certainty', c.max_points_certainty, 'method', m.quote,
                    'evidence_asked', c.evidence_asked, 'collected_from', c.collected_from,
                    'verified_with', c.verified_with, 'code_187', c.code_187, 'certainty', c.certainty,
                    'clause', CASE WHEN cs.document_id = o.id THEN nullif(cs.clause, o.clause) END,
            'quote', CASE WHEN cs.document_id = o.id THEN cs.quote END) ORDER BY c.position)
                FROM components c JOIN sources cs ON cs.id = c.source_id
                LEFT JOIN sources m ON m.id = c.rule_source_id WHERE c.main_index_id = i.id), '[]')) ORDER BY i.number)
        FROM main_indices i JOIN sources n ON n.id = i.source_id WHERE i.framework_version_id = v.id), '[]'))::text
FROM framework_versions v
JOIN frameworks f ON f.id = v.framework_id
CROSS JOIN LATERAL (
    SELECT d.id, d.slug, s.clause, s.quote, s.note FROM sources s JOIN legal_documents d ON d.id = s.document_id
    WHERE s.id = v.stated_source_id
    UNION ALL SELECT d.id, d.slug, '', NULL, NULL FROM legal_documents d WHERE d.id = f.document_id AND v.stated_source_id IS NULL
) o
WHERE v.id = $1
