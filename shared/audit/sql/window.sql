-- The next $2 entries after id $1: each is sealed once or waits for it, in one snapshot, whoever writes meanwhile.
-- `last` is None in the window after the last entry, where there must be nothing. `walked` are the seals that walking up
-- to position $3 must have met.
WITH found AS (
    SELECT max(id) AS last, count(*) AS entries
    FROM (SELECT id FROM audit_entries WHERE id > $1 ORDER BY id LIMIT $2) AS next
)
SELECT last, entries, seals, walked, waiting
FROM found,
    LATERAL (
        SELECT count(*) AS seals, count(*) FILTER (WHERE position <= $3 OR position IS NULL) AS walked
        FROM audit_seals WHERE entry_id > $1 AND (last IS NULL OR entry_id <= last)
    ) AS sealed,
    LATERAL (
        SELECT count(*) AS waiting FROM audit_unsealed WHERE entry_id > $1 AND (last IS NULL OR entry_id <= last)
    ) AS unsealed
