-- `r`, the report of a row `f` of the facts as it stood: the last of its steps that was taken by the day f.today and recorded
-- by $4 says where it was, and none that it was a draft. A draft after a return is still returned, so that the round says
-- nothing. The first step is the first submission; it and the acceptance keep their instants in the head. A step in an index.
LEFT JOIN LATERAL (
    SELECT v.state FROM report_moves v
    WHERE v.report_id = f.report_id AND v.recorded_at <= least($4, now())
        AND CAST(v.moved_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) <= f.today
    ORDER BY v.seq DESC LIMIT 1) w ON true
CROSS JOIN LATERAL (SELECT CASE WHEN f.report_id IS NOT NULL THEN coalesce(w.state, 'draft') END AS state, 1 AS round,
    CASE WHEN w.state IS NOT NULL THEN f.first_submitted_at END AS first_submitted_at,
    CASE w.state WHEN 'accepted' THEN f.accepted_at END AS accepted_at) r
