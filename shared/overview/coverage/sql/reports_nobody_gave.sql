-- Regimes and periods of the year of which nobody has given the report, of whom the caller reads.
SELECT g.code || '.' || owed.period AS place, g.id, json_build_object('id', g.id, 'code', g.code, 'name', g.name,
    'document', d.slug, 'clause', s.clause, 'year', owed.year, 'period', owed.period,
    'due_before_on', owed.due_before_on, 'owed', owed.owed, 'overdue', owed.overdue) AS shown
FROM reporting_regimes g
JOIN sources s ON s.id = g.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
JOIN LATERAL ({reported}) owed ON owed.year = $3 AND owed.owed > 0 AND owed.accepted + owed.submitted = 0
WHERE g.valid_from <= $1 AND $1 < g.valid_to
    AND g.recorded_at <= least($2, now()) AND least($2, now()) < g.superseded_at
