-- One page of the legal documents in the order of their slugs. $1 limit.
WITH page AS MATERIALIZED (
    SELECT l.id, l.slug, row_number() OVER (ORDER BY l.slug) AS place
    FROM legal_documents l
    WHERE true {where}
    ORDER BY l.slug
    LIMIT $1 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY p.place)
        FROM page p JOIN legal_documents l ON l.id = p.id WHERE p.place <= $1), '[]'),
    'next_keys', (SELECT json_build_array(p.slug) FROM page p
        WHERE p.place = $1 AND EXISTS (SELECT FROM page WHERE place > $1))
    {total})::text
