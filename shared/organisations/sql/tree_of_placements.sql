-- Who stands in a hierarchy on a day, with a superior or as one, flat: the service nests it. $1 as_of, $2 known_at,
-- $3 the hierarchy's code. A superior or a subordinate that is not in force that day is not shown.
WITH places AS MATERIALIZED (
    SELECT p.* FROM organisation_placements p
    WHERE p.hierarchy = $3 AND p.valid_from <= $1 AND $1 < p.valid_to
        AND p.recorded_at <= least($2, now()) AND least($2, now()) < p.superseded_at
), standing AS (
    SELECT organisation_id FROM places UNION SELECT parent_id FROM places
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
