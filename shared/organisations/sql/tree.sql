-- Everything in force on a day, flat: the service nests it. $1 as_of, $2 known_at.
SELECT json_build_object({head})::text AS head,
    coalesce(array_agg(o.id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS ids,
    coalesce(array_agg(v.parent_id ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS parents,
    coalesce(array_agg({item}::text ORDER BY v.sort_key, o.id) FILTER (WHERE o.id IS NOT NULL), '{{}}') AS items
FROM organisation_versions v
JOIN organisations o ON o.id = v.organisation_id
WHERE {in_force}
