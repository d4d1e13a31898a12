-- One ranking with all its rows, and the runs and imports it rests on. $1 its id.
SELECT {item}::text
FROM rankings r JOIN frameworks f ON f.id = r.framework_id
JOIN sources s ON s.id = r.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
WHERE r.id = $1
