-- One page of a ranking's rows after position $3 (null: from the first). $1 the ranking, $2 limit. One walk along the
-- index of positions; without a row there is no such ranking.
WITH page AS MATERIALIZED (
    SELECT w.* FROM ranking_rows w
    WHERE w.ranking_id = $1 AND w.position > coalesce($3::integer, 0)
    ORDER BY w.position LIMIT $2 + 1
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({row} ORDER BY w.position) FROM (SELECT * FROM page ORDER BY position LIMIT $2) w
        JOIN organisations o ON o.id = w.organisation_id), '[]'),
    'next_keys', CASE WHEN (SELECT count(*) FROM page) > $2
        THEN (SELECT json_build_array(max(position)) FROM (SELECT position FROM page ORDER BY position LIMIT $2) l) END
    {total})::text
FROM rankings r WHERE r.id = $1
