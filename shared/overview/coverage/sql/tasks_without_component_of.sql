-- All tasks in force.
SELECT count(*) FROM tasks_known t WHERE t.valid_from <= $1 AND $1 < t.valid_to
    AND t.recorded_at <= least($2, now()) AND least($2, now()) < t.superseded_at
