-- One page of the organisations of a level in force, in Vietnamese alphabetical order, each with the figure that counts
-- for every criterion: of the criterion's own target or of the one it repeats, a firm figure (a final one, or an estimate
-- that says why it follows one) before an estimate, the latest day, the own target's of one day, the latest recorded.
-- Three steps in an index for each criterion: of what is judged, the latest judgement of the year counts.
-- $1 as_of, $2 known_at, $3 level, $4 limit, $5 the criteria's targets, $6 those they repeat, $7 the year.
WITH page AS MATERIALIZED (
    SELECT o.id, o.slug, v.name, v.sort_key, row_number() OVER (ORDER BY v.sort_key, v.organisation_id) AS place
    FROM organisation_versions v
    JOIN organisations o ON o.id = v.organisation_id
    WHERE {in_force} {where}
    ORDER BY v.sort_key, v.organisation_id
    LIMIT $4 + 1
)
SELECT p.id, p.slug, p.name, p.sort_key, f.*
FROM page p
CROSS JOIN LATERAL (
    SELECT array_agg(m.id ORDER BY c.place) AS ids, array_agg(m.value ORDER BY c.place) AS observed,
        array_agg(m.kind ORDER BY c.place) AS kinds, array_agg(m.measured_on ORDER BY c.place) AS days,
        array_agg(m.origin ORDER BY c.place) AS origins, array_agg(m.own ORDER BY c.place) AS own,
        array_agg(j.id ORDER BY c.place) AS judgements, array_agg(j.verdict ORDER BY c.place) AS verdicts,
        array_agg(j.judged_on ORDER BY c.place) AS judged_on
    FROM unnest(CAST($5 AS uuid[]), CAST($6 AS uuid[])) WITH ORDINALITY AS c (target_id, repeated_id, place)
    LEFT JOIN LATERAL (
        SELECT m.id, m.value, m.kind, m.measured_on, m.origin, m.target_id = c.target_id AS own
        FROM measurements m
        WHERE m.target_id IN (c.target_id, c.repeated_id) AND m.organisation_id = p.id AND m.measured_on <= $1
            AND m.recorded_at <= least($2, now())
        ORDER BY m.firm DESC, m.measured_on DESC, own DESC, m.recorded_at DESC, m.id DESC
        LIMIT 1
    ) m ON true
    LEFT JOIN LATERAL (
        SELECT j.id, j.verdict, j.judged_on
        FROM target_judgements j
        WHERE j.target_id = c.target_id AND j.organisation_id = p.id AND j.year = $7 AND j.judged_on <= $1
            AND j.recorded_at <= least($2, now())
        ORDER BY j.judged_on DESC, j.sequence DESC
        LIMIT 1
    ) j ON true
) f
ORDER BY p.place
