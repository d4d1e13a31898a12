-- $5 organisation, $6 year, $7 period, $8 regime, $9 statuses, $10 the last id of the page
-- before, $11 limit, $12 whether to count. Null filters nothing. Unknown days come last.
-- The status is asked of everything only where it is a filter; else of the page alone.
, matching AS (
    SELECT f.* FROM facts f {filtered}
    WHERE f.listed AND ($5::uuid IS NULL OR f.organisation_id = $5)
        AND ($6::integer IS NULL OR f.year = $6) AND ($7::text IS NULL OR f.period = $7)
        AND ($8::uuid IS NULL OR f.regime_id = $8)
        AND ($9::text[] IS NULL{or_of_these})
), page AS (
    SELECT * FROM matching
    WHERE $10::uuid IS NULL OR (due_key, slug, id) > (
        SELECT COALESCE(b.due_before_on, 'infinity'), o.slug, b.id
        FROM {obligations} b JOIN organisations o ON o.id = b.organisation_id WHERE b.id = $10)
    ORDER BY due_key, slug, id LIMIT $11::integer + 1
), shown AS (SELECT * FROM page ORDER BY due_key, slug, id LIMIT $11::integer), result AS (
    SELECT COALESCE((SELECT json_agg({item} ORDER BY f.due_key, f.slug, f.id) FROM shown f {status}), '[]') AS items,
        CASE WHEN (SELECT count(*) FROM page) > $11::integer
            THEN (SELECT json_build_array(id) FROM shown ORDER BY due_key DESC, slug DESC, id DESC LIMIT 1) END AS keys
)
SELECT CASE WHEN $12::boolean
    THEN json_build_object('items', items, 'next_keys', keys, 'total', (SELECT count(*) FROM matching), {moment})
    ELSE json_build_object('items', items, 'next_keys', keys, {moment}) END::text
FROM result
