-- The milestones that a document's clauses set, as they hold on the day $1 and were known at $2, with what the rule of
-- reaching reads: the target, and the province's latest figure up to that day (of one day the firm one, then the latest
-- recorded). $3 document, $4 whether final figures only count, as they do for strangers.
SELECT m.id, m.year, m.operator, m.value AS required, t.aggregation, t.direction, latest.value AS observed
FROM sources s
JOIN milestones m ON m.source_id = s.id AND m.valid_from <= $1 AND $1 < m.valid_to
    AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at
JOIN targets_known t ON t.id = m.target_id AND t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
LEFT JOIN LATERAL (
    SELECT k.value FROM measurements k
    WHERE k.target_id = t.id AND k.organisation_id IN (SELECT id FROM organisations WHERE kind = 'province')
        AND k.measured_on <= $1 AND k.recorded_at <= least($2, now()) AND (NOT $4 OR k.kind = 'final')
    ORDER BY k.measured_on DESC, k.firm DESC, k.recorded_at DESC, k.id DESC LIMIT 1
) latest ON true
WHERE s.document_id = $3
