-- The catalog's targets again and again, each copy with sources of its own, before the catalog's in the list:
-- rows as long and as connected as the real ones, and too many of them to be a special case. $1 number of copies.
WITH copies AS (SELECT generate_series(1, $1::int) AS n),
     wanted AS (
         SELECT source_id AS id FROM targets UNION SELECT baseline_source_id FROM targets
         UNION SELECT source_id FROM milestones
     ),
     ground AS (
         INSERT INTO sources (id, kind, document_id, clause, quote, address, note)
         SELECT md5(s.id::text || c.n)::uuid, s.kind, s.document_id, s.clause, s.quote, s.address, s.note
         FROM sources s JOIN wanted USING (id) CROSS JOIN copies c
     ),
     goals AS (
         INSERT INTO targets (id, code, position, name, pillar, level, measure, unit, direction, numerator, denominator,
             aggregation, natural_limit, reference_id, baseline_value, baseline_qualifier, baseline_known_on,
             baseline_source_id, baseline_certainty, owner_id, valid_from, valid_to, source_id, certainty)
         SELECT md5(t.id::text || c.n)::uuid, t.code || '-' || c.n, t.position - 1000 * c.n, t.name, t.pillar, t.level,
             t.measure, t.unit, t.direction, t.numerator, t.denominator, t.aggregation, t.natural_limit,
             t.reference_id, t.baseline_value, t.baseline_qualifier, t.baseline_known_on,
             md5(t.baseline_source_id::text || c.n)::uuid, t.baseline_certainty, t.owner_id, t.valid_from, t.valid_to,
             md5(t.source_id::text || c.n)::uuid, t.certainty
         FROM targets t CROSS JOIN copies c
     )
INSERT INTO milestones (id, target_id, year, position, operator, value, valid_from, valid_to, recorded_at, source_id,
    certainty)
SELECT md5(m.id::text || c.n)::uuid, md5(m.target_id::text || c.n)::uuid, m.year, m.position, m.operator, m.value,
    m.valid_from, m.valid_to, m.recorded_at, md5(m.source_id::text || c.n)::uuid, m.certainty
FROM milestones m CROSS JOIN copies c
WHERE m.superseded_at = 'infinity'
