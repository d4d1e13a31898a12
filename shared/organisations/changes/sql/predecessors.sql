-- Whose place an organisation took by a day, as known at an instant. $1 as_of, $2 known_at, $3 the organisation. `path`:
-- the slugs from the predecessor down to it. Who gave only a part away is none.
WITH RECURSIVE known AS (
    SELECT s.predecessor_id, s.successor_id, p.slug AS predecessor, q.slug AS successor
    FROM organisation_successions s
    JOIN organisations p ON p.id = s.predecessor_id JOIN organisations q ON q.id = s.successor_id
    WHERE s.effective_on <= $1 AND NOT s.continues
        AND s.recorded_at <= least($2, now()) AND least($2, now()) < s.superseded_at
), back AS (
    SELECT predecessor_id AS id, ARRAY[predecessor, successor] AS path FROM known WHERE successor_id = $3
    UNION ALL
    SELECT k.predecessor_id, k.predecessor || b.path FROM back b JOIN known k ON k.successor_id = b.id
    WHERE k.predecessor <> ALL (b.path)
)
SELECT DISTINCT ON (id) id, path FROM back ORDER BY id, cardinality(path), path
