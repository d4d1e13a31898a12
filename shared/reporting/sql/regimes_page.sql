-- Who reports to whom, before which day. $1 the last code of the page before, $2 limit, $3 whether to count.
WITH page AS (
    SELECT * FROM reporting_regimes WHERE superseded_at = 'infinity' AND ($1::text IS NULL OR code > $1)
    ORDER BY code LIMIT $2::integer + 1
), shown AS (SELECT * FROM page ORDER BY code LIMIT $2::integer
), result AS (
    SELECT COALESCE((SELECT json_agg(json_build_object(
        'id', g.id, 'code', g.code, 'name', g.name, 'kind', g.kind, 'frequency', g.frequency,
        'reporters', (SELECT COALESCE(json_agg(json_build_object(
                'kind', CASE WHEN p.slug IS NULL THEN 'organisation' ELSE 'group' END,
                'slug', COALESCE(p.slug, o.slug)) ORDER BY COALESCE(p.slug, o.slug)), '[]')
            FROM regime_reporters m LEFT JOIN organisations o ON o.id = m.organisation_id
            LEFT JOIN organisation_groups p ON p.id = m.group_id WHERE m.regime_id = g.id AND m.superseded_at = 'infinity'),
        'receiver', receiver.slug,
        'other_receivers', (SELECT COALESCE(json_agg(o.slug ORDER BY o.slug), '[]')
            FROM organisations o WHERE o.id = ANY (g.other_receiver_ids)),
        'via', via.slug,
        'due_before', CASE WHEN g.due_before_month IS NOT NULL
            THEN json_build_object('month', g.due_before_month, 'day', g.due_before_day) END,
        'due_before_on', g.due_before_on, 'first_year', g.first_year, 'last_year', g.last_year,
        'years_certainty', g.years_certainty,
        'years_source', CASE WHEN y.id IS NOT NULL THEN {years_source} END,
        'source', {source}, 'certainty', g.certainty) ORDER BY g.code)
        FROM shown g JOIN organisations receiver ON receiver.id = g.receiver_id
        LEFT JOIN organisations via ON via.id = g.via_id
        JOIN sources s ON s.id = g.source_id LEFT JOIN legal_documents sd ON sd.id = s.document_id
        LEFT JOIN sources y ON y.id = g.years_source_id LEFT JOIN legal_documents yd ON yd.id = y.document_id
    ), '[]') AS items,
        CASE WHEN (SELECT count(*) FROM page) > $2::integer
            THEN (SELECT json_build_array(max(code)) FROM shown) END AS keys
)
SELECT CASE WHEN $3::boolean
    THEN json_build_object('items', items, 'next_keys', keys, 'total',
        (SELECT count(*) FROM reporting_regimes WHERE superseded_at = 'infinity'))
    ELSE json_build_object('items', items, 'next_keys', keys) END::text
FROM result
