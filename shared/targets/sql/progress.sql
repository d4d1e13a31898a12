-- One target with what the rule of reaching reads. Its governing milestones come side by side, years in order.
-- $1 as_of, $2 known_at, $3 id, $4 code.
SELECT t.id, t.code, t.measure, t.direction, t.aggregation, t.unit, {item}::text AS item, least($2, now()) AS known_at,
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
WHERE {in_force} AND (t.id = $3 OR t.code = $4)
