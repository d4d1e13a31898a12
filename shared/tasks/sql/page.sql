-- One page of tasks in the order of the plan. $1 as_of, $2 known_at, $3 limit. What is accepted is asked of all tasks,
-- and first, where the filters depend on the state; else afterwards, of the page and of what it waits for.
WITH {proved_first} page AS MATERIALIZED (
    SELECT t.*, row_number() OVER (ORDER BY t.position, t.id) AS place
    FROM {tasks} t {state}
    WHERE {in_force} {where}
    ORDER BY t.position, t.id
    LIMIT $3 + 1
) {proved_then}
SELECT json_build_object(
    'items', coalesce((SELECT json_agg({item} ORDER BY t.place) FROM page t {states} WHERE t.place <= $3), '[]'),
    'next_keys', (SELECT json_build_array(t.position, t.id) FROM page t
        WHERE t.place = $3 AND EXISTS (SELECT FROM page WHERE place > $3)),
    {moment} {total})::text
