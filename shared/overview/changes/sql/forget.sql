-- Drop old tombstones and remember the furthest place that was dropped: a cursor before it would miss one.
WITH gone AS (
    DELETE FROM change_heads WHERE gone AND changed_at < now() - make_interval(days => :days) RETURNING xid
), left_behind AS (
    DELETE FROM change_departures WHERE changed_at < now() - make_interval(days => :days) RETURNING xid
), dropped AS (
    SELECT xid FROM gone UNION ALL SELECT xid FROM left_behind
), remembered AS (
    UPDATE change_horizon SET forgotten = dropped.xid
    FROM (SELECT xid FROM dropped ORDER BY xid DESC LIMIT 1) dropped WHERE forgotten < dropped.xid
)
SELECT count(*) AS n FROM dropped
