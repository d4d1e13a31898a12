-- The tasks with these codes as they are held now, locked, with their sets.
SELECT t.id, t.version, t.recorded_at, t.stated_by, t.superseded_at < 'infinity' AS closed, {columns},
    coalesce((SELECT jsonb_agg(jsonb_build_object('fund', b.fund, 'year', b.year, 'amount', CAST(b.amount_million_vnd AS text)))
        FROM task_budget b WHERE b.task_id = t.id AND b.superseded_at = 'infinity'), '[]') AS money,
    coalesce((SELECT jsonb_agg(n.needs_id) FROM task_dependencies n
        WHERE n.task_id = t.id AND n.superseded_at = 'infinity'), '[]') AS needs,
    coalesce((SELECT jsonb_agg(jsonb_build_object('target', k.target_id, 'certainty', k.certainty))
        FROM task_targets k WHERE k.task_id = t.id AND k.superseded_at = 'infinity'), '[]') AS targets
FROM tasks t
WHERE t.code = ANY (CAST(:codes AS text[]))
ORDER BY t.id
FOR UPDATE OF t
