-- A page of evidence, newest first. $1 organisation whose evidence alone may be seen (null: all), $2 assessment,
-- $3 component code, $4 undecided only; $5, $6 keyset (time, id of the last row); $7 limit.
WITH page AS (
    {view}
    WHERE ($1::text IS NULL OR o.slug = $1)
      AND ($2::uuid IS NULL OR e.assessment_id = $2)
      AND ($3::text IS NULL OR EXISTS (SELECT FROM evidence_components k JOIN components c ON c.id = k.component_id
                                       WHERE k.revision_id = r.id AND c.code = $3))
      AND (NOT $4::boolean OR (e.withdrawn_at IS NULL AND EXISTS (
            SELECT FROM evidence_components k WHERE k.revision_id = r.id AND NOT EXISTS (
                SELECT FROM decisions x WHERE x.revision_id = r.id AND x.component_id = k.component_id))))
      AND ($5::timestamptz IS NULL OR (e.recorded_at, e.id) < ($5, $6::uuid))
    ORDER BY e.recorded_at DESC, e.id DESC
    LIMIT $7 + 1
), shown AS (
    SELECT * FROM page ORDER BY recorded_at DESC, id DESC LIMIT $7
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(item ORDER BY recorded_at DESC, id DESC) FROM shown), '[]'),
    'next_keys', CASE WHEN (SELECT count(*) FROM page) > $7
        THEN (SELECT json_build_array(recorded_at, id) FROM shown ORDER BY recorded_at, id LIMIT 1) END)::text
