-- Runs to replay: first those that never were, then those whose last replay is the longest ago. $1 limit, $2 seconds.
SELECT id FROM (
    (SELECT r.id, CAST('-infinity' AS timestamptz) AS at FROM runs r
     WHERE NOT EXISTS (SELECT FROM run_replays p WHERE p.run_id = r.id) LIMIT $1)
    UNION ALL
    (SELECT p.run_id, p.replayed_at FROM run_replays p
     WHERE p.replayed_at < now() - make_interval(secs => $2) ORDER BY p.replayed_at LIMIT $1)
) due ORDER BY at LIMIT $1
