-- The framework by whose components the tasks are judged: that of an assessment, the one that is named, or else the
-- latest whose components are known, by the years it is for; all as it was known. $1 assessment, $2 framework, $3 year,
-- $4 known_at. A version is known from its publication on, one of the catalog from its recording; an assessment stood
-- under the version from which the first of its later moves took it.
SELECT f.id AS framework_id, f.slug AS framework, v.id AS version_id, v.version, a.year
FROM frameworks f
JOIN framework_versions v ON v.framework_id = f.id AND v.status <> 'draft'
    AND coalesce(v.published_at, v.recorded_at) <= least($4::timestamptz, now())
LEFT JOIN assessments a ON a.id = $1::uuid AND a.recorded_at <= least($4, now()) AND v.id = coalesce((
    SELECT m.from_version_id FROM assessment_moves m
    WHERE m.assessment_id = a.id AND m.recorded_at > least($4, now()) ORDER BY m.seq LIMIT 1), a.framework_version_id)
WHERE ($1::uuid IS NULL OR a.id IS NOT NULL) AND ($2::uuid IS NULL OR f.id = $2)
    AND (num_nonnulls($1::uuid, $2::uuid) > 0 OR EXISTS (SELECT FROM components c WHERE c.framework_version_id = v.id))
ORDER BY $3::integer = ANY (f.years) DESC, f.years[array_upper(f.years, 1)] DESC, f.slug, v.version DESC
LIMIT 1
