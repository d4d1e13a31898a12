-- $4 organisation, $5 year, $6 period, $7 regime, $8 statuses, $9 the last id of the page
-- before, $10 limit, $11 whether to count. Null filters nothing. Unknown days come last.
, matching AS (
    SELECT * FROM facts i
    WHERE ($4::uuid IS NULL OR i.organisation_id = $4)
        AND ($5::integer IS NULL OR i.year = $5) AND ($6::text IS NULL OR i.period = $6)
        AND ($7::uuid IS NULL OR i.regime_id = $7)
        AND ($8::text[] IS NULL OR i.status = ANY ($8))
), page AS (
    SELECT * FROM matching
    WHERE $9::uuid IS NULL OR (due_key, slug, id) > (
        SELECT COALESCE(b.due_before_on, 'infinity'), o.slug, b.id
        FROM obligations b JOIN organisations o ON o.id = b.organisation_id WHERE b.id = $9)
    ORDER BY due_key, slug, id LIMIT $10::integer + 1
), shown AS (SELECT * FROM page ORDER BY due_key, slug, id LIMIT $10::integer), result AS (
    SELECT COALESCE((SELECT json_agg({item} ORDER BY due_key, slug, id) FROM shown f), '[]') AS items,
        CASE WHEN (SELECT count(*) FROM page) > $10::integer
            THEN (SELECT json_build_array(id) FROM shown ORDER BY due_key DESC, slug DESC, id DESC LIMIT 1) END AS keys
)
SELECT CASE WHEN $11::boolean
    THEN json_build_object('items', items, 'next_keys', keys, 'total', (SELECT count(*) FROM matching))
    ELSE json_build_object('items', items, 'next_keys', keys) END::text
FROM result
