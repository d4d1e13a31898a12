-- Who stands in a hierarchy on a day, with a superior or as one, flat: the service nests it. $1 as_of, $2 known_at,
-- $3 the hierarchy's code. Who is not in force that day is not shown; whoever stood below one that has ended stands below
-- its heir, and where it is that heir itself, without a superior.
WITH places AS MATERIALIZED (
    SELECT p.id, p.organisation_id, p.hierarchy, p.valid_from, p.valid_to, p.recorded_at, p.superseded_at, p.replaces,
        p.stated_by, p.source_id, p.certainty,
        CASE WHEN e.predecessor_id IS NULL THEN p.parent_id
            ELSE nullif(heir_of(p.parent_id, $1, $2), p.organisation_id) END AS parent_id
    FROM organisation_placements p
    LEFT JOIN (SELECT DISTINCT predecessor_id FROM organisation_successions) e ON e.predecessor_id = p.parent_id
    WHERE p.hierarchy = $3 AND p.valid_from <= $1 AND $1 < p.valid_to
        AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at
), standing AS (
    SELECT organisation_id FROM places UNION SELECT parent_id FROM places WHERE parent_id IS NOT NULL
)
SELECT json_build_object({head}, 'hierarchy', h.code,
        'hierarchy_name', json_build_object('vi', h.name_vi, 'en', h.name_en))::text AS head,
    coalesce(array_agg(o.id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS ids,
    coalesce(array_agg(p.parent_id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS parents,
    coalesce(array_agg({item}::text ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS items
FROM hierarchies h
LEFT JOIN (standing t JOIN organisation_versions v ON v.organisation_id = t.organisation_id
    JOIN organisations o ON o.id = v.organisation_id
    LEFT JOIN places p ON p.organisation_id = o.id
    LEFT JOIN LATERAL ({code}) n ON true) ON {in_force}
WHERE h.code = $3
GROUP BY h.code
