-- A page of assessments, newest year first. $1 framework, $2 organisation (slugs or ids), $3 year; $4..$5 keyset
-- (year, id of the last row); $6 limit.
WITH page AS (
    SELECT a.*, f.slug AS framework, v.version AS framework_version, o.slug AS organisation
    FROM assessments a
    JOIN framework_versions v ON v.id = a.framework_version_id
    JOIN frameworks f ON f.id = v.framework_id
    JOIN organisations o ON o.id = a.organisation_id
    WHERE ($1::text IS NULL OR f.slug = $1 OR f.id::text = $1)
      AND ($2::text IS NULL OR o.slug = $2 OR o.id::text = $2)
      AND ($3::integer IS NULL OR a.year = $3)
      AND ($4::integer IS NULL OR (-a.year, a.id) > (-$4::integer, $5::uuid))
    ORDER BY -a.year, a.id
    LIMIT $6 + 1
), shown AS (
    SELECT * FROM page ORDER BY -year, id LIMIT $6
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY -a.year, a.id) FROM shown a
        JOIN sources s ON s.id = a.source_id LEFT JOIN legal_documents d ON d.id = s.document_id), '[]'),
    'next_keys', CASE WHEN (SELECT count(*) FROM page) > $6
        THEN (SELECT json_build_array(year, id) FROM shown ORDER BY -year DESC, id DESC LIMIT 1) END)::text
