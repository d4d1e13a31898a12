-- Runs to replay: first those that never were, then those whose last replay is the longest ago. Two looks into an index,
-- each at no more than it gives: what is not due costs nothing, however much there is. $1 limit, $2 seconds.
SELECT id FROM (
    (SELECT u.run_id AS id, CAST('-infinity' AS timestamptz) AS at FROM unreplayed_runs u ORDER BY u.run_id LIMIT $1)
    UNION ALL
    (SELECT p.run_id, p.replayed_at FROM run_replays p
     WHERE p.replayed_at < now() - make_interval(secs => $2) ORDER BY p.replayed_at LIMIT $1)
) due ORDER BY at, id LIMIT $1
