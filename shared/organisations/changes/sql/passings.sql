-- Who stands in the place of each organisation that ended, by which change: the heir first; nobody (an empty list) where
-- the change says so no more.
SELECT s.change_id, s.predecessor_id, min(s.effective_on) AS effective_on,
    (ARRAY['certain', 'derived', 'provisional', 'unknown'])[coalesce(max(array_position(
        ARRAY['certain', 'derived', 'provisional', 'unknown'], CAST(s.certainty AS text)))
        FILTER (WHERE s.superseded_at = 'infinity'), 1)] AS certainty,
    coalesce(array_agg(s.successor_id ORDER BY s.heir DESC, o.slug) FILTER (WHERE s.superseded_at = 'infinity'), '{}')
        AS successors
FROM organisation_successions s JOIN organisations o ON o.id = s.successor_id
WHERE s.change_id IS NOT NULL AND NOT s.continues
GROUP BY s.change_id, s.predecessor_id
ORDER BY effective_on, s.change_id, s.predecessor_id
