-- Reports that the caller may read, newest first, without their rounds. $1 the caller's organisation (slug), $2 reads
-- the whole province, $3 today, $4 organisation (slug or id), $5 year, $6 state, $7 the last id of the page before,
-- $8 limit, $9 whether to count. Null filters nothing.
WITH matching AS (
    SELECT r.*, b.year, b.period, b.due_before_on, g.code AS regime, o.slug, d.due_at
    FROM reports r
    JOIN obligations b ON b.id = r.obligation_id
    JOIN reporting_regimes g ON g.id = b.regime_id
    JOIN organisations o ON o.id = b.organisation_id
    CROSS JOIN LATERAL (SELECT b.due_before_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS due_at) d
    WHERE ($2::boolean OR o.slug = $1 OR (SELECT holds_duty($1, 'coordination', $3::date)))
        AND ($4::text IS NULL OR o.slug = $4 OR o.id::text = $4)
        AND ($5::integer IS NULL OR b.year = $5) AND ($6::text IS NULL OR r.state = $6)
), page AS (
    SELECT * FROM matching
    WHERE $7::uuid IS NULL OR (recorded_at, id) < (SELECT p.recorded_at, p.id FROM reports p WHERE p.id = $7)
    ORDER BY recorded_at DESC, id DESC LIMIT $8::integer + 1
), shown AS (SELECT * FROM page ORDER BY recorded_at DESC, id DESC LIMIT $8::integer
), result AS (
    SELECT COALESCE((SELECT json_agg(json_build_object(
            'id', id, 'obligation', obligation_id, 'regime', regime, 'organisation', slug, 'year', year,
            'period', period, 'due_before_on', due_before_on, 'state', state, 'round', round, 'version', version,
            'first_submitted_at', first_submitted_at, 'late', first_submitted_at >= due_at,
            'accepted_at', accepted_at) ORDER BY recorded_at DESC, id DESC) FROM shown), '[]') AS items,
        CASE WHEN (SELECT count(*) FROM page) > $8::integer
            THEN (SELECT json_build_array(id) FROM shown ORDER BY recorded_at, id LIMIT 1) END AS keys
)
SELECT CASE WHEN $9::boolean
    THEN json_build_object('items', items, 'next_keys', keys, 'total', (SELECT count(*) FROM matching))
    ELSE json_build_object('items', items, 'next_keys', keys) END::text
FROM result
