-- The task groups of the plan with their counts and the sum of these.
SELECT json_build_object(
    'items', coalesce(json_agg(json_build_object(
        'id', g.id, 'code', g.code, 'name', g.name, 'task_count', g.task_count, 'certainty', g.certainty,
        'source', {source}) ORDER BY g.position), '[]'),
    'task_count', coalesce(sum(g.task_count), 0), 'next', NULL)::text
FROM task_groups g
JOIN sources s ON s.id = g.source_id
LEFT JOIN legal_documents d ON d.id = s.document_id
