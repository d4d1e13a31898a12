-- One export as its owner sees it. $1 id, $2 owner, $3 for how many hours it is kept.
SELECT x.fingerprint, x.state, json_build_object(
    'id', x.id, 'address', '/v1/changes/exports/' || x.id, 'state', x.state,
    'requested_at', to_char(x.requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'expires_at', to_char(x.requested_at AT TIME ZONE 'UTC' + make_interval(hours => $3::integer),
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'row_count', x.row_count, 'byte_count', x.byte_count, 'sha256', x.sha256, 'cursor', x.cursor,
    'parts', coalesce((SELECT json_agg(json_build_object('number', p.number,
            'address', '/v1/changes/exports/' || x.id || '/parts/' || p.number, 'row_count', p.row_count,
            'byte_count', p.byte_count, 'sha256', p.sha256) ORDER BY p.number)
        FROM change_export_parts p WHERE p.export_id = x.id AND x.state = 'ready'), '[]'))::text AS body
FROM change_exports x
WHERE x.id = $1 AND x.owner = $2 AND x.requested_at > now() - make_interval(hours => $3::integer)
