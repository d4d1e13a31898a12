-- One row per start of a server on this history, when the newest is of another start, another server or another database.
INSERT INTO change_epochs (cluster, started_at, first_xid)
SELECT now.cluster, now.started_at, change_first_xid()
FROM (SELECT change_cluster() AS cluster, pg_postmaster_start_time() AS started_at) now
WHERE NOT EXISTS (
    SELECT FROM (SELECT cluster, started_at FROM change_epochs ORDER BY id DESC LIMIT 1) latest
    WHERE latest.cluster = now.cluster AND latest.started_at = now.started_at)
