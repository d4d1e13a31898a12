-- A set with what the rule reads of its criteria side by side, in the set's order, and when it is known.
-- $1 as_of, $2 known_at, $3 id, $4 slug.
SELECT {item}::text AS item, b.level, b.year, least($2, now()) AS known_at, c.*,
    json_build_object({moment}, 'complete_until', (SELECT complete_until FROM organisation_register_known r
        WHERE r.recorded_at <= least($2, now()) AND least($2, now()) < r.superseded_at))::text AS times
FROM target_sets_known b
CROSS JOIN LATERAL (
    SELECT array_agg(t.id ORDER BY m.position) AS targets, array_agg(m.repeats_id ORDER BY m.position) AS repeated,
        array_agg(t.code ORDER BY m.position) AS codes,
        array_agg((SELECT code FROM targets WHERE id = m.repeats_id) ORDER BY m.position) AS repeated_codes,
        array_agg(t.name ORDER BY m.position) AS names, array_agg(m.applies_to ORDER BY m.position) AS applies_to,
        array_agg(t.measure ORDER BY m.position) AS measures, array_agg(t.unit ORDER BY m.position) AS units,
        array_agg(t.aggregation ORDER BY m.position) AS aggregations,
        array_agg(t.direction ORDER BY m.position) AS directions,
        array_agg(g.operator ORDER BY m.position) AS operators, array_agg(g.value ORDER BY m.position) AS required
    FROM target_set_members_known m
    JOIN {targets} t ON t.id = m.target_id AND {target_known}
    -- Of the set's year the first statement in force governs.
    LEFT JOIN LATERAL (
        SELECT operator, value FROM milestones
        WHERE target_id = t.id AND year = b.year AND valid_from <= $1 AND $1 < valid_to
            AND recorded_at <= least($2, now()) AND least($2, now()) < superseded_at
        ORDER BY position LIMIT 1
    ) g ON true
    WHERE m.set_id = b.id AND {known}
) c
WHERE {in_force} AND (b.id = $3 OR b.slug = $4)
