-- One page of the changes, the latest day first. $1 as_of (told, not applied), $2 known_at, $3 limit.
WITH page AS MATERIALIZED (
    SELECT c.*, row_number() OVER (ORDER BY c.effective_on DESC, c.place DESC) AS line
    FROM organisation_changes c
    WHERE {known} {where}
    ORDER BY c.effective_on DESC, c.place DESC
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY c.line) FROM page c WHERE c.line <= $3), '[]'),
    'next_keys', (SELECT json_build_array(c.effective_on, c.place) FROM page c
        WHERE c.line = $3 AND EXISTS (SELECT FROM page WHERE line > $3)),
    {head} {total})::text
