-- The milestones that a document's clauses set, as they hold on the day $1 and were known at $2. $3 document.
SELECT m.id AS milestone_id, m.target_id, m.year, m.operator, m.value AS required
FROM sources s
JOIN milestones m ON m.source_id = s.id AND m.valid_from <= $1 AND $1 < m.valid_to
    AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at
JOIN targets_known t ON t.id = m.target_id AND t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
WHERE s.document_id = $3
