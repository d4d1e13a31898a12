-- The framework by whose components the tasks are judged: that of an assessment, the one that is named, or else the
-- latest whose components are known, by the years it is for. $1 assessment, $2 framework, $3 year.
SELECT f.id AS framework_id, f.slug AS framework, v.id AS version_id, v.version, a.year
FROM frameworks f
JOIN framework_versions v ON v.framework_id = f.id AND v.status <> 'draft'
LEFT JOIN assessments a ON a.framework_version_id = v.id AND a.id = $1::uuid
WHERE ($1::uuid IS NULL OR a.id IS NOT NULL) AND ($2::uuid IS NULL OR f.id = $2)
    AND (num_nonnulls($1::uuid, $2::uuid) > 0 OR EXISTS (SELECT FROM components c WHERE c.framework_version_id = v.id))
ORDER BY $3::integer = ANY (f.years) DESC, f.years[array_upper(f.years, 1)] DESC, f.slug, v.version DESC
LIMIT 1
