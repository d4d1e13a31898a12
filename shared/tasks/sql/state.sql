-- What is said of the state of the task `t` on a day, and what follows from it; `proved` holds the accepted deliverables.
-- Done holds while all that is owed is accepted: it is computed, never stored. $1 as_of, $2 known_at.
LEFT JOIN LATERAL (SELECT x.status, x.effective_on, x.cancelling_source_id, x.note FROM task_statuses x
    WHERE x.task_id = t.id AND x.effective_on <= $1 AND x.recorded_at <= least($2, now())
    ORDER BY x.effective_on DESC, x.seq DESC LIMIT 1) said ON true
LEFT JOIN proved ON proved.task_id = t.id
CROSS JOIN LATERAL (SELECT coalesce(proved.accepted, 0) AS accepted,
    said.status = 'done' AND coalesce(proved.accepted, 0) < t.deliverables_owed AS taken_back,
    CASE WHEN said.status = 'done' AND coalesce(proved.accepted, 0) < t.deliverables_owed THEN 'in_progress'
        ELSE coalesce(said.status, 'not_started') END AS status,
    least(t.due_before_on, t.due_by_on + 1) AS over_on) st
CROSS JOIN LATERAL (SELECT st.over_on <= $1 AND st.status IN ('not_started', 'in_progress') AS overdue,
    greatest(t.valid_from, CASE WHEN st.status = 'done' THEN said.effective_on ELSE $1 END) AS led_on) led
