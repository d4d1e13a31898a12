-- One page of the feed and whether its cursor may go on, in one snapshot. :xid and :sequence the cursor's place, :epoch
-- its token (null for the first page), :most bytes of bodies, :limit rows. What is below `horizon` is finished: no
-- transaction can still bring a row there.
WITH here AS MATERIALIZED (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon
), given AS (
    SELECT id, cluster FROM change_epochs WHERE token = :epoch
), latest AS (
    SELECT token, cluster = change_cluster() AND started_at = pg_postmaster_start_time() AS standing
    FROM change_epochs ORDER BY id DESC LIMIT 1
), places AS MATERIALIZED (
    {heads}
    UNION ALL
    (SELECT d.entity, d.id, true, d.xid, d.sequence, d.version, d.changed_at
    FROM change_departures d
    WHERE d.organisation_id = ANY (:audiences) AND d.entity = ANY (:own) AND (d.xid, d.sequence) > (:xid, :sequence)
        AND d.xid < (SELECT horizon FROM here)
        AND NOT EXISTS (SELECT FROM change_heads h WHERE h.entity = d.entity AND h.id = d.id AND NOT h.gone
            AND h.organisation_id = ANY (:audiences))
    ORDER BY d.xid, d.sequence LIMIT :limit + 1)
), ordered AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY xid, sequence) AS place FROM places ORDER BY xid, sequence LIMIT :limit + 1
), shown AS MATERIALIZED (
    SELECT p.*, CASE WHEN NOT p.gone THEN {body} END AS data FROM ordered p WHERE p.place <= :limit
), sized AS (
    SELECT s.*, CASE WHEN length <= :most THEN length ELSE 0 END + 300 AS size
    FROM (SELECT *, coalesce(octet_length(data::text), 0) AS length FROM shown) s
), page AS MATERIALIZED (
    SELECT * FROM (SELECT *, sum(size) OVER (ORDER BY place) - size AS before FROM sized) s WHERE before < :most
)
SELECT (SELECT token FROM latest) AS token, coalesce((SELECT standing FROM latest), false) AS standing,
    EXISTS (SELECT FROM given) AND :xid <= (SELECT horizon FROM here) AND NOT EXISTS (
        SELECT FROM change_epochs l, given g
        WHERE l.id > g.id AND (l.cluster <> g.cluster OR (l.first_xid, 0::bigint) < (:xid, :sequence))) AS continues,
    :xid > (SELECT forgotten FROM change_horizon) AS remembered,
    coalesce((SELECT json_agg({item} ORDER BY place) FROM page), '[]')::text AS items,
    (SELECT count(*) FROM ordered) > (SELECT count(*) FROM page) AS more,
    (SELECT horizon FROM here)::text AS horizon,
    (SELECT xid::text FROM page ORDER BY place DESC LIMIT 1) AS xid,
    (SELECT sequence FROM page ORDER BY place DESC LIMIT 1) AS sequence,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - h.changed_at) FROM change_heads h
        WHERE h.xid >= (SELECT horizon FROM here) ORDER BY h.xid, h.sequence LIMIT 1), 0)::float8 AS lag
