-- Whose place an organisation took, and who took its own, over however many changes, by a day and as known at an instant.
-- $1 as_of, $2 known_at, $3 the organisation. Each with the way between them, step by step, and as certain as its weakest
-- step. Who gave only a part away (`continues`) goes on: such a step stands beside, nothing follows from it.
WITH RECURSIVE known AS MATERIALIZED (
    SELECT s.*, p.slug AS predecessor, q.slug AS successor,
        CASE s.certainty WHEN 'certain' THEN 0 WHEN 'derived' THEN 1 WHEN 'provisional' THEN 2 ELSE 3 END AS doubt,
        jsonb_build_object('predecessor', p.slug, 'successor', q.slug, 'effective_on', s.effective_on,
            'effective_precision', c.effective_precision, 'kind', c.kind, 'change', s.change_id, 'heir', s.heir,
            'continues', s.continues, 'certainty', s.certainty) AS step
    FROM organisation_successions s
    JOIN organisations p ON p.id = s.predecessor_id JOIN organisations q ON q.id = s.successor_id
    LEFT JOIN organisation_changes c ON c.id = s.change_id
    WHERE s.effective_on <= $1 AND s.recorded_at <= least($2, now()) AND least($2, now()) < s.superseded_at
), back AS (
    SELECT predecessor_id AS id, predecessor AS slug, ARRAY[predecessor, successor] AS path, jsonb_build_array(step) AS steps,
        doubt, continues
    FROM known WHERE successor_id = $3
    UNION ALL
    SELECT k.predecessor_id, k.predecessor, k.predecessor || b.path, jsonb_build_array(k.step) || b.steps,
        greatest(k.doubt, b.doubt), k.continues
    FROM back b JOIN known k ON k.successor_id = b.id WHERE NOT b.continues AND k.predecessor <> ALL (b.path)
), forth AS (
    SELECT successor_id AS id, successor AS slug, ARRAY[predecessor, successor] AS path, jsonb_build_array(step) AS steps,
        doubt, continues
    FROM known WHERE predecessor_id = $3
    UNION ALL
    SELECT k.successor_id, k.successor, f.path || k.successor, f.steps || k.step, greatest(k.doubt, f.doubt),
        f.continues OR k.continues
    FROM forth f JOIN known k ON k.predecessor_id = f.id WHERE NOT f.continues AND k.successor <> ALL (f.path)
)
SELECT (SELECT json_build_object('id', o.id, 'slug', o.slug, 'predecessors', {back}, 'successors', {forth}, {head})::text
    FROM organisations o WHERE o.id = $3)
