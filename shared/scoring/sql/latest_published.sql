-- The newest published total that has published main indices beside it, its organisation's name and its ground.
SELECT m.assessment_id AS assessment, m.id AS import_id, a.year, t.id AS score_id, t.value, t.rank, t.rank_of,
       n.name AS organisation_name, d.number AS document_number, s.clause
FROM published_values t
JOIN imports m ON m.id = t.import_id AND m.superseded_at = 'infinity'
JOIN assessments a ON a.id = m.assessment_id
JOIN sources s ON s.id = t.source_id
LEFT JOIN legal_documents d ON d.id = s.document_id
JOIN LATERAL (SELECT v.name FROM organisation_versions v WHERE v.organisation_id = a.organisation_id
              AND v.superseded_at = 'infinity' ORDER BY v.valid_from DESC LIMIT 1) n ON true
WHERE t.node = 'total' AND t.value IS NOT NULL AND EXISTS (
    SELECT FROM published_values i WHERE i.import_id = m.id AND i.node LIKE 'index:%' AND i.value IS NOT NULL)
ORDER BY a.year DESC
LIMIT 1
