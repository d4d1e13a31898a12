-- One list as the answer shows it. Its rows are counted whole; those after the cursor are shown.
(SELECT json_build_object('name', '{name}', 'why', json_build_object('vi', {vi}, 'en', {en}),
    'count', count(*), 'of', ({of}),
    'rows', coalesce(json_agg(l.shown ORDER BY l.place, l.id) FILTER (WHERE l.number BETWEEN 1 AND $8), '[]'),
    'next', (array_agg(rtrim(translate(encode(convert_to(json_build_array(l.place, CAST(l.id AS text))::text, 'UTF8'),
            'base64'), E'+/\n', '-_'), '=') ORDER BY l.place, l.id) FILTER (WHERE l.number = $8 AND l.more))[1])
FROM (
    SELECT n.*, n.number < max(n.number) OVER () AS more
    FROM (
        SELECT r.place, r.id, r.shown, CASE WHEN $9 IS NULL OR (r.place, r.id) > ($9, $10) THEN
            count(*) FILTER (WHERE $9 IS NULL OR (r.place, r.id) > ($9, $10)) OVER (ORDER BY r.place, r.id) END AS number
        FROM ({rows}) r
    ) n
) l)
