-- One import of a kind with a page of its verdicts after row $4 (null: from the first), of one verdict if $3 is given,
-- as JSON. Findings are said in the language $5, and with the first page only. Verdicts lie 200 to a row: a page of all
-- kinds reaches into three of those at most, one of a single kind may have to look through all.
WITH near AS (
    SELECT v.verdicts FROM file_import_verdicts v
    WHERE v.import_id = $1 AND v.last_row > coalesce($4::bigint, -1)
    ORDER BY v.last_row LIMIT CASE WHEN $3::text IS NULL THEN 3 END
), page AS (
    SELECT (e ->> 0)::bigint AS row_number, e ->> 1 AS verdict, e ->> 2 AS key
    FROM near, jsonb_array_elements(near.verdicts) e
    WHERE ($3::text IS NULL OR e ->> 1 = $3) AND (e ->> 0)::bigint > coalesce($4::bigint, -1)
    ORDER BY 1 LIMIT $6::int + 1
), shown AS (
    SELECT * FROM page ORDER BY row_number LIMIT $6::int
)
SELECT json_build_object(
    'id', i.id, 'kind', i.kind, 'state', i.state, 'dry_run', i.dry_run,
    'file', json_build_object('name', i.file_name, 'media_type', i.media_type, 'bytes', i.byte_count,
        'sha256', i.sha256),
    'requested_at', i.requested_at, 'ended_at', i.ended_at,
    'why', CASE WHEN i.why IS NOT NULL THEN json_build_object('code', i.why -> 'code', 'detail', i.why -> $5::text) END,
    'progress', json_build_object('rows_read', i.rows_read, 'rows_judged', i.rows_judged,
        'rows_written', i.rows_written),
    'rows', i.row_count, 'counts', i.counts,
    'error_count', i.error_count, 'warning_count', i.warning_count,
    'findings', CASE WHEN $4::bigint IS NULL THEN (
        SELECT coalesce(json_agg(f - 'vi' - 'en' || jsonb_build_object('detail', f -> $5::text) ORDER BY n), '[]')
        FROM jsonb_array_elements(i.findings) WITH ORDINALITY AS x (f, n)) ELSE '[]' END,
    'verdicts', (SELECT coalesce(json_agg(json_build_object('row', s.row_number, 'verdict', s.verdict, 'key', s.key)
        ORDER BY s.row_number), '[]') FROM shown s),
    'next_keys', CASE WHEN (SELECT count(*) FROM page) > $6::int
        THEN (SELECT json_build_array(max(s.row_number)::text) FROM shown s) END)::text
FROM file_imports i WHERE i.id = $1 AND i.kind = $2 AND i.organisation = $7
