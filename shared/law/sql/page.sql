-- One page of the legal documents known at $2, in the order of their slugs, as they stand on the day $1. $3 limit.
WITH page AS MATERIALIZED (
    SELECT l.*, row_number() OVER (ORDER BY l.slug) AS place
    FROM legal_documents_known l
    WHERE {known} {where}
    ORDER BY l.slug
    LIMIT $3 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY l.place)
        FROM page l CROSS JOIN LATERAL ({standing}) f WHERE l.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(p.slug) FROM page p
        WHERE p.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
