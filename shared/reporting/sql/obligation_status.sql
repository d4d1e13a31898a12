{reports}
-- `st`, the status of a row `f` of the facts with its report `r`. The CASE is `rules.status` in SQL;
-- tests/shared/reporting/test_repository.py holds the two together.
CROSS JOIN LATERAL (SELECT CASE
    WHEN r.state IN ('submitted', 'accepted') THEN r.state
    WHEN f.valid_to <= f.today THEN 'passed'
    WHEN r.state = 'returned' THEN r.state
    WHEN r.state = 'draft' AND r.round > 1 THEN 'returned'
    WHEN f.due_at IS NULL THEN 'due_unknown'
    WHEN CAST($1 AS timestamptz) >= f.due_at THEN 'overdue'
    ELSE 'open' END AS status) st
