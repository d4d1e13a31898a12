-- What one document shows beside what every list shows: its corrections known at $2, the latest first, and the chain of
-- amendments and replacements that it is part of, in the order of their days.
, 'corrections', (SELECT coalesce(json_agg(json_build_object(
        'fields', (SELECT json_agg(CASE k WHEN 'body' THEN 'text' ELSE k END ORDER BY k) FROM jsonb_object_keys(c.fields) k),
        'recorded_at', to_char(c.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'certainty', c.certainty, 'source', {source}) ORDER BY c.seq DESC), '[]')
    FROM legal_document_corrections c
    JOIN sources s ON s.id = c.source_id LEFT JOIN legal_documents d ON d.id = s.document_id
    WHERE c.document_id = l.id AND c.recorded_at <= least($2, now())),
'chain', (
    WITH RECURSIVE known AS MATERIALIZED (
        SELECT k.id, k.amends, k.replaces FROM legal_documents_known k
        WHERE k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at
            AND (k.amends <> '{{}}' OR k.replaces <> '{{}}')
    ), linked (id) AS (
        SELECT l.id
        UNION
        SELECT near.id FROM linked JOIN LATERAL (
            SELECT unnest(k.amends || k.replaces) AS id FROM known k WHERE k.id = linked.id
            UNION ALL
            SELECT k.id FROM known k WHERE linked.id = ANY (k.amends || k.replaces)) near ON true
    )
    SELECT json_agg(json_build_object('slug', c.slug, 'number', c.number, 'title', c.title,
        'in_force', f.state, 'in_force_from', f.since, 'in_force_until', f.until) ORDER BY f.since, c.slug)
    FROM (SELECT k.* FROM legal_documents_known k JOIN linked ON linked.id = k.id
        WHERE k.recorded_at <= least($2, now()) AND least($2, now()) < k.superseded_at) c
    CROSS JOIN LATERAL ({standing}) f),
{moment}
