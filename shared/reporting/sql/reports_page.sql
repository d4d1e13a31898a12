-- Reports that the caller may read, newest first, without their rounds. $1 whose (slugs), unless $2: of the whole
-- province, $3 organisation, $4 year, $5 state, $6 the last id of the page before, $7 limit, $8 whether to count. Null filters nothing.
WITH matching AS (
    SELECT r.*, b.year, b.period, b.due_before_on, g.code AS regime, o.slug, d.due_at
    FROM reports r
    JOIN obligations b ON b.id = r.obligation_id
    JOIN reporting_regimes g ON g.id = b.regime_id
    JOIN organisations o ON o.id = b.organisation_id
    CROSS JOIN LATERAL (SELECT b.due_before_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS due_at) d
    WHERE ($2::boolean OR o.slug = ANY ($1::text[])) AND ($3::uuid IS NULL OR o.id = $3)
        AND ($4::integer IS NULL OR b.year = $4) AND ($5::text IS NULL OR r.state = $5)
), page AS (
    SELECT * FROM matching
    WHERE $6::uuid IS NULL OR (recorded_at, id) < (SELECT p.recorded_at, p.id FROM reports p WHERE p.id = $6)
    ORDER BY recorded_at DESC, id DESC LIMIT $7::integer + 1
), shown AS (SELECT * FROM page ORDER BY recorded_at DESC, id DESC LIMIT $7::integer
), result AS (
    SELECT COALESCE((SELECT json_agg(json_build_object(
            'id', id, 'obligation', obligation_id, 'regime', regime, 'organisation', slug, 'year', year,
            'period', period, 'due_before_on', due_before_on, 'state', state, 'round', round, 'version', version,
            'first_submitted_at', first_submitted_at, 'late', first_submitted_at >= due_at,
            'accepted_at', accepted_at) ORDER BY recorded_at DESC, id DESC) FROM shown), '[]') AS items,
        CASE WHEN (SELECT count(*) FROM page) > $7::integer
            THEN (SELECT json_build_array(id) FROM shown ORDER BY recorded_at, id LIMIT 1) END AS keys
)
SELECT CASE WHEN $8::boolean
    THEN json_build_object('items', items, 'next_keys', keys, 'total', (SELECT count(*) FROM matching))
    ELSE json_build_object('items', items, 'next_keys', keys) END::text
FROM result
