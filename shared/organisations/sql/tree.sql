-- Everything in force on a day, flat: the service nests it. $1 as_of, $2 known_at, $3 the hierarchy's code.
SELECT json_build_object({head}, 'hierarchy', h.code,
        'hierarchy_name', json_build_object('vi', h.name_vi, 'en', h.name_en))::text AS head,
    coalesce(array_agg(o.id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS ids,
    coalesce(array_agg(v.parent_id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS parents,
    coalesce(array_agg({item}::text ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS items
FROM hierarchies h
LEFT JOIN (organisation_versions v JOIN organisations o ON o.id = v.organisation_id
    LEFT JOIN LATERAL ({code}) n ON true) ON {in_force}
WHERE h.code = $3
GROUP BY h.code
