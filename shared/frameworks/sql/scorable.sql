-- A framework by :id or :slug with its newest published version, else its newest one: which years it is known for and
-- which its successor is, and of what is unknown just enough to say so.
SELECT f.id AS framework_id, f.slug, f.level, f.years, v.id AS version_id, v.version, v.status, v.total_points,
    coalesce((SELECT array_agg(DISTINCT y.year) FROM frameworks n CROSS JOIN unnest(n.years) AS y (year)
        WHERE n.replaces_id = f.id), '{}') AS followed_in,
    coalesce((SELECT array_agg(i.number ORDER BY i.number) FROM main_indices i
        WHERE i.framework_version_id = v.id AND i.weight IS NULL), '{}') AS unweighted,
    (SELECT count(*) FROM components c WHERE c.framework_version_id = v.id) AS components
FROM frameworks f
JOIN LATERAL (SELECT * FROM framework_versions v WHERE v.framework_id = f.id
              ORDER BY v.status = 'published' DESC, v.version DESC LIMIT 1) v ON true
WHERE f.id = CAST(:id AS uuid) OR f.slug = :slug
