-- A page of the access log, newest first. $1 the page's length.
WITH page AS (
    SELECT * FROM access_entries e WHERE true {where} ORDER BY e.id DESC LIMIT $1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(json_build_object('id', e.id, 'read_at', e.read_at, 'subject', e.subject,
        'on_behalf_of', e.on_behalf_of, 'client_id', e.client_id, 'organisation', e.organisation,
        'operation', e.operation, 'entity_kind', e.entity_kind, 'entity_id', e.entity_id, 'detail', e.detail,
        'request_id', e.request_id) ORDER BY e.id DESC) FROM page e), '[]'),
    'next_keys', (SELECT CASE WHEN count(*) = $1 THEN json_build_array(min(id)::text) END FROM page){total}
)::text
