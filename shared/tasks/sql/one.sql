-- One task with its version. $1 as_of, $2 known_at, $3 id, $4 code.
WITH page AS MATERIALIZED (
    SELECT t.* FROM {tasks} t WHERE {in_force} AND (t.id = $3 OR t.code = $4)
) {proved_then}
SELECT t.id, {item}::text AS item, t.version, t.recorded_at FROM page t {states}
