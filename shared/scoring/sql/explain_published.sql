-- A published figure: its import, its source, and the reasons given for the lists it stands on; of a superseded import
-- also since when, and the figure that stands in its place now. A reason is the cause of a component where its text names
-- it, or else speaks of each of its list, and says one thing; of a main index where it is so of the whole list
-- (shared/analysis/gaps/rules.py says the same). $1 score.
SELECT json_build_object('score_id', p.id, 'column', 'published', 'node', p.node, 'value', p.value, 'rank', p.rank,
    'rank_of', p.rank_of, 'outcome', p.outcome, 'certainty', p.certainty, 'import_id', p.import_id,
    'imported_at', m.recorded_at, 'superseded_at', nullif(m.superseded_at, 'infinity'),
    'superseded_by', CASE WHEN m.superseded_at < 'infinity' THEN (SELECT n.id FROM published_values n
        JOIN imports i ON i.id = n.import_id AND i.superseded_at = 'infinity'
        WHERE i.assessment_id = m.assessment_id AND n.node = p.node) END, 'assessment', m.assessment_id, 'source', {source},
    'rank_source', CASE WHEN p.rank IS NOT NULL THEN json_build_object('document', kd.slug, 'clause', k.clause,
        'quote', k.quote, 'address', k.address, 'certainty', p.rank_certainty) END,
    'reasons', coalesce((SELECT json_agg(json_build_object('main_index', r.main_index, 'outcome', r.outcome,
            'components', r.components, 'quote', rs.quote, 'clause', rs.clause, 'document', rd.slug,
            'cause', coalesce(read.cause, 'unattributed')) ORDER BY r.main_index, r.outcome)
        FROM published_reasons r
        CROSS JOIN LATERAL (SELECT CASE WHEN count(DISTINCT one.cause) = 1 AND bool_and(one.cause IS NOT NULL)
                THEN min(one.cause) END AS cause
            FROM (SELECT (SELECT CASE WHEN count(DISTINCT c.cause) = 1 THEN min(c.cause) END
                    FROM jsonb_to_recordset(r.causes) AS c (cause text, applies_to text, components text[])
                    WHERE CASE WHEN EXISTS (SELECT FROM jsonb_to_recordset(r.causes) AS n (applies_to text, components text[])
                            WHERE n.applies_to = 'named' AND k.code = ANY (n.components))
                        THEN c.applies_to = 'named' AND k.code = ANY (c.components)
                        ELSE c.applies_to = 'each' END) AS cause
                FROM unnest(r.components) AS k (code)
                WHERE p.node LIKE 'index:%' OR p.node = 'component:' || k.code) one) read
        JOIN sources rs ON rs.id = r.source_id
        LEFT JOIN legal_documents rd ON rd.id = rs.document_id
        WHERE r.import_id = p.import_id AND (p.node = 'index:' || r.main_index
            OR p.node = ANY(SELECT 'component:' || unnest(r.components)))), '[]'))::text
FROM published_values p JOIN imports m ON m.id = p.import_id
JOIN sources s ON s.id = p.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
LEFT JOIN sources k ON k.id = p.rank_source_id LEFT JOIN legal_documents kd ON kd.id = k.document_id
WHERE p.id = $1
