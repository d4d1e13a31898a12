-- Targets with what the rule of reaching reads. The governing milestones of each come side by side, years in order.
-- `provinces`: the province above whoever holds the coordinating duty; other provinces stand in the register for their
-- ranks. `stated_on` and `baseline_document_on`: the days of the documents.
-- $1 as_of, $2 known_at; which targets follows.
SELECT t.id, t.code, t.measure, t.direction, t.aggregation, t.unit, t.level, {item}::text AS item,
    least($2, now()) AS known_at, t.valid_from, t.baseline_value, t.baseline_known_on, t.baseline_certainty,
    (SELECT coalesce(d.effective_on, d.issued_on) FROM sources s JOIN legal_documents_known d ON d.id = s.document_id
        WHERE s.id = t.baseline_source_id AND d.recorded_at <= least($2, now()) AND least($2, now()) < d.superseded_at)
        AS baseline_document_on,
    (SELECT coalesce(d.effective_on, d.issued_on) FROM sources s JOIN legal_documents_known d ON d.id = s.document_id
        WHERE s.id = t.source_id AND d.recorded_at <= least($2, now()) AND least($2, now()) < d.superseded_at)
        AS stated_on,
    {provinces} AS provinces, (SELECT complete_until FROM organisation_register_known r
        WHERE r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at) AS complete_until,
    m.years, m.operators, m.required
FROM {targets} t
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(year ORDER BY year), '{{}}') AS years,
        coalesce(array_agg(operator ORDER BY year), '{{}}') AS operators,
        coalesce(array_agg(value ORDER BY year), '{{}}') AS required
    FROM (
        SELECT DISTINCT ON (year) year, operator, value FROM milestones
        WHERE target_id = t.id AND valid_from <= $1 AND $1 < valid_to
            AND recorded_at <= least($2, now()) AND least($2, now()) < superseded_at
        ORDER BY year, position
    ) governing
) m
WHERE {in_force} AND {wanted}
