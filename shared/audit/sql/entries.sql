-- A page of the trail, newest first, each entry with its seal (null: not sealed yet). $1 the page's length.
WITH page AS (
    SELECT * FROM audit_entries e WHERE true {where} ORDER BY e.id DESC LIMIT $1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY e.id DESC)
        FROM page e LEFT JOIN audit_seals s ON s.entry_id = e.id), '[]'),
    'next_keys', (SELECT CASE WHEN count(*) = $1 THEN json_build_array(min(id)::text) END FROM page){total}
)::text
