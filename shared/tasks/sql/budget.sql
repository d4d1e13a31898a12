-- The budget by source of funds, the total the plan prints, and whether the lines add up to it; beside it what the plan's
-- tasks sum to, by source and year (an unknown year is null). Unit: million VND. $1 as_of, $2 known_at.
WITH lines AS (
    SELECT b.code, b.position, b.amount_million_vnd AS amount, json_build_object(
        'id', b.id, 'code', b.code, 'name', b.name, 'amount_million_vnd', trim_scale(b.amount_million_vnd),
        'certainty', b.certainty, 'source', {source}) AS line
    FROM budget_lines b
    JOIN sources s ON s.id = b.source_id
    LEFT JOIN legal_documents d ON d.id = s.document_id
), costs AS MATERIALIZED (
    SELECT m.fund, m.year, sum(m.amount_million_vnd) AS amount, count(DISTINCT m.task_id) AS tasks
    FROM task_budget m JOIN {tasks} t ON t.id = m.task_id
    WHERE t.kind = 'plan' AND {in_force} AND m.recorded_at <= least($2, now()) AND least($2, now()) < m.superseded_at
    GROUP BY m.fund, m.year
)
SELECT json_build_object(
    'unit', 'million_vnd',
    'items', coalesce(json_agg(line ORDER BY position) FILTER (WHERE code <> 'total'), '[]'),
    'total', (json_agg(line) FILTER (WHERE code = 'total')) -> 0,
    'sum_of_items', trim_scale(coalesce(sum(amount) FILTER (WHERE code <> 'total'), 0)),
    'adds_up', coalesce(sum(amount) FILTER (WHERE code <> 'total') = sum(amount) FILTER (WHERE code = 'total'), false),
    'tasks', json_build_object(
        'task_count', (SELECT count(*) FROM {tasks} t WHERE t.kind = 'plan' AND {in_force}),
        'total', (SELECT trim_scale(coalesce(sum(c.amount), 0)) FROM costs c),
        'items', (SELECT coalesce(json_agg(json_build_object('fund', c.fund, 'year', c.year,
                'amount_million_vnd', trim_scale(c.amount), 'task_count', c.tasks) ORDER BY l.position, c.year), '[]')
            FROM costs c JOIN budget_lines l ON l.code = c.fund),
        'difference', json_object_agg(code, trim_scale(amount - (SELECT coalesce(sum(c.amount), 0) FROM costs c
            WHERE code = 'total' OR c.fund = code)) ORDER BY position)),
    {moment})::text
FROM lines
