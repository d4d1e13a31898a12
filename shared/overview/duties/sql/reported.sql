-- How many of those who owe the reports of the regime `g` have given them by the day $1, as known at $2, by year and
-- period; of whom the caller reads ($8, $9). The last step of a report that was taken and known by then says where it is.
-- What was open when its organisation ended is counted with whoever it passed to.
-- `rules.status` of reporting says it of the present; tests/services/targets_api/test_duties.py holds the two together.
SELECT b.year, b.period, min(b.due_before_on) AS due_before_on, count(*) AS owed,
    count(*) FILTER (WHERE f.status = 'accepted') AS accepted, count(*) FILTER (WHERE f.status = 'submitted') AS submitted,
    count(*) FILTER (WHERE f.status = 'returned') AS returned, count(*) FILTER (WHERE f.status = 'open') AS open,
    count(*) FILTER (WHERE f.status = 'overdue') AS overdue,
    count(*) FILTER (WHERE f.status = 'due_unknown') AS due_unknown
FROM (SELECT DISTINCT ON (k.id) k.* FROM obligations_known k
    WHERE k.regime_id = g.id AND k.recorded_at <= least($2, now()) ORDER BY k.id, k.recorded_at DESC) b
JOIN organisations o ON o.id = b.organisation_id
LEFT JOIN reports r ON r.obligation_id = b.id
LEFT JOIN LATERAL (
    SELECT v.state FROM report_moves v
    WHERE v.report_id = r.id AND v.recorded_at <= least($2, now())
        AND CAST(v.moved_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) <= $1
    ORDER BY v.seq DESC LIMIT 1) step ON true
CROSS JOIN LATERAL (SELECT CASE
    WHEN step.state IS NOT NULL THEN step.state
    WHEN b.due_before_on IS NULL THEN 'due_unknown'
    WHEN b.due_before_on <= $1 THEN 'overdue'
    ELSE 'open' END AS status) f
WHERE b.regime_id = g.id AND b.year <= date_part('year', CAST($1 AS date))
    AND b.valid_from <= $1 AND ($1 < b.valid_to OR f.status IN ('submitted', 'accepted'))
    AND (least($2, now()) < b.superseded_at OR r.recorded_at <= least($2, now()))
    AND (CAST($9 AS boolean) OR o.slug = ANY (CAST($8 AS text[])))
GROUP BY b.year, b.period
