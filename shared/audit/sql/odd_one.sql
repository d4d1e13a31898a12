-- The first entry from id $1 (excluded) to $2 (None: no end) that is not sealed once or waiting once.
SELECT id, entries, seals, waiting,
    (SELECT extract(epoch FROM e.occurred_at)::text FROM audit_entries e WHERE e.id = told.id) AS occurred_at
FROM (
    SELECT id, sum(entry) AS entries, sum(seal) AS seals, sum(wait) AS waiting
    FROM (
        SELECT id, 1 AS entry, 0 AS seal, 0 AS wait FROM audit_entries
        UNION ALL SELECT entry_id, 0, 1, 0 FROM audit_seals
        UNION ALL SELECT entry_id, 0, 0, 1 FROM audit_unsealed
    ) AS kinds
    WHERE id > $1 AND ($2::bigint IS NULL OR id <= $2)
    GROUP BY id
) AS told
WHERE entries <> 1 OR seals + waiting <> 1
ORDER BY id
LIMIT 1
